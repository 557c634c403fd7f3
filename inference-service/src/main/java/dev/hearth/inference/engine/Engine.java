package dev.hearth.inference.engine;

import dev.hearth.contracts.inference.ModelInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs models. Thread-safe; both calls block. */
public interface Engine extends AutoCloseable {

  /** Its name in {@link ModelInfo#engine}. */
  String name();

  /**
   * What it can run at this moment.
   *
   * @throws EngineException if it cannot be asked
   */
  List<ModelInfo> models() throws EngineException;

  /**
   * Generates one answer.
   *
   * @param generation what to generate
   * @param output hears the answer as it comes, on the calling thread
   * @param cancellation ends the generation; the call then returns soon, with what came so far
   * @throws EngineException if it cannot be generated, or not to its end
   */
  Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException;

  /** How much it takes on; asked again and again, since engines of several servers change. */
  default Capacity capacity() {
    return Capacity.OPEN;
  }

  /** Whether all that it asks answers, so that a model which it does not list does not exist. */
  default boolean isWhole() {
    return true;
  }

  /** What callers without a model should know and do; null if the engine has models. */
  default @Nullable String hint() {
    return null;
  }

  /** Starts what runs in the background, if anything; returns at once. */
  default void start() {}

  /** Ends what was started. */
  @Override
  default void close() {}
}
