package dev.hearth.contracts.inference;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the engines are at this moment, for operators.
 *
 * @param engines all that are configured
 */
public record EngineStates(List<EngineState> engines) {

  /** Copies the list. */
  public EngineStates {
    engines = List.copyOf(engines);
  }

  /**
   * One engine.
   *
   * @param name {@code embedded}, {@code ollama} or {@code openai}
   * @param places generations that it works on at once
   * @param working how many it works on
   * @param waiting how many wait for a place
   * @param serviceMillis how long a place is held on average, the newest counting most
   * @param servers the servers that it consists of; none for the embedded one
   */
  public record EngineState(
      String name,
      int places,
      int working,
      int waiting,
      long serviceMillis,
      List<ServerState> servers) {

    /** Copies the list. */
    public EngineState {
      servers = List.copyOf(servers);
    }
  }

  /**
   * One server of an engine.
   *
   * @param name what it is called
   * @param url where it is
   * @param healthy whether it answered when it was last asked
   * @param trouble why not
   * @param circuit {@code closed}, {@code open} or {@code half_open}
   * @param ejectedUntil until when it is set aside; null if it is not
   * @param inFlight generations that it works on
   * @param maxConcurrent generations that it is given at the same time
   * @param firstTokenMillis how long it takes to begin an answer; null if nothing is known
   * @param calls generations that it was given since the service started, and that ended
   * @param failures how many of them failed by its fault
   * @param models what it has
   */
  public record ServerState(
      String name,
      String url,
      boolean healthy,
      @Nullable String trouble,
      String circuit,
      @Nullable Instant ejectedUntil,
      int inFlight,
      int maxConcurrent,
      @Nullable Long firstTokenMillis,
      long calls,
      long failures,
      List<String> models) {

    /** Copies the list. */
    public ServerState {
      models = List.copyOf(models);
    }
  }
}
