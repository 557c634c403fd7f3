package dev.hearth.inference.engine;

import java.util.List;

/**
 * All engines of this service, the one with the default model first.
 *
 * @param all may be empty
 */
public record Engines(List<Engine> all) implements AutoCloseable {

  /** Copies the list and starts what has to be started. */
  public Engines {
    all = List.copyOf(all);
    all.forEach(Engine::start);
  }

  /** Ends what was started. */
  @Override
  public void close() {
    all.forEach(Engine::close);
  }
}
