package dev.hearth.contracts.inference;

/**
 * A model that some engine has.
 *
 * @param id the name by which callers ask for it
 * @param engine which engine runs it: {@code embedded}, {@code ollama} or {@code openai}
 * @param created Unix seconds
 * @param contextLength tokens that prompt and answer share; 0 if unknown
 * @param nativeTools whether the model was trained to call tools and the engine supports it
 */
public record ModelInfo(
    String id, String engine, long created, int contextLength, boolean nativeTools) {}
