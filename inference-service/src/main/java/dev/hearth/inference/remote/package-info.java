/**
 * Engines that run elsewhere, through Spring AI's models: Ollama, and whatever speaks OpenAI's API.
 */
@NullMarked
package dev.hearth.inference.remote;

import org.jspecify.annotations.NullMarked;
