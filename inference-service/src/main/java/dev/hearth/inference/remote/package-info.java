/**
 * Engines that run elsewhere: Ollama, through Spring AI's model, and whatever speaks OpenAI's API,
 * through a client of our own.
 */
@NullMarked
package dev.hearth.inference.remote;

import org.jspecify.annotations.NullMarked;
