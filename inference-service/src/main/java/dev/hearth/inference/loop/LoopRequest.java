package dev.hearth.inference.loop;

import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Engine;

/**
 * A completion with the engine that makes it.
 *
 * @param engine who runs the model
 * @param model the model
 * @param completion what the gateway asks
 * @param hop token and deadline, for calls of the plugin-registry
 */
public record LoopRequest(Engine engine, ModelInfo model, CompletionRequest completion, Hop hop) {}
