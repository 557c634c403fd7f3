package dev.hearth.inference.queue;

import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets a bounded number of requests work at once and a bounded number wait. Those that wait are
 * served team by team in turn, a team of weight 2 twice as often (stride scheduling, Waldspurger
 * and Weihl 1995), within a team in the order of their arrival: who asks much waits for himself,
 * not the others for him. Thread-safe.
 */
public final class FairQueue {

  /** How much the newest request counts in the average. */
  private static final double NEWEST = 0.2;

  /** How often a waiting request looks whether places were added. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final int LONGEST_RETRY = 120;

  private final IntSupplier places;
  private final int bound;
  private final ToDoubleFunction<String> weights;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Line> lines = new HashMap<>();
  private int working;
  private int waiting;

  /** How far the service has come: the pass of the request that was served last. */
  private double served;

  private double averageSeconds = 2;

  /**
   * A queue.
   *
   * @param places how many may work at once, asked each time: engines come and go
   * @param bound how many may wait. A team that has less than its share of the queue may still join
   *     a full one, so that at most twice as many wait
   * @param weights the weight of a team, above 0
   */
  public FairQueue(IntSupplier places, int bound, ToDoubleFunction<String> weights) {
    this.places = places;
    this.bound = bound;
    this.weights = weights;
  }

  /**
   * Takes a place, waiting for one if need be.
   *
   * @param team who asks
   * @param begun whether this continues a request that had a place before: it is not refused for a
   *     full queue
   * @param deadline how long it may wait
   * @return gives the place back when closed
   * @throws EngineException 503 {@code queue_full}, or 429 {@code team_queue_full} where only the
   *     team's own share is full, both with the time by which the queue will have moved on; 503 if
   *     it was cancelled or the deadline passed while it waited
   */
  public Place enter(String team, boolean begun, Cancellation cancellation, Instant deadline)
      throws EngineException {
    Waiter waiter;
    lock.lock();
    try {
      if (waiting == 0 && working < places.getAsInt()) {
        working++;
        return new Place();
      }
      if (!begun) {
        refuseIfFull(team);
      }
      waiter = join(team);
      serve();
    } finally {
      lock.unlock();
    }
    try (Cancellation.Registration hook = cancellation.onCancel(() -> leave(waiter))) {
      await(waiter, deadline);
    }
    return new Place();
  }

  private void refuseIfFull(String team) throws EngineException {
    if (waiting < bound) {
      return;
    }
    Line own = lines.get(team);
    int mine = own == null ? 0 : own.waiters.size();
    int teams = lines.size() + (own == null ? 1 : 0);
    if (mine < bound / teams && waiting < 2 * bound) {
      return;
    }
    boolean othersHaveRoom = teams > 1 && mine > 0;
    throw new EngineException(
        othersHaveRoom ? 429 : 503,
        othersHaveRoom ? "team_queue_full" : InferenceApi.QUEUE_FULL,
        othersHaveRoom
            ? "Too many requests of this team wait for the model."
            : "Too many requests wait for the model.",
        null,
        retryAfterSeconds(),
        null);
  }

  private Waiter join(String team) {
    Line line = lines.computeIfAbsent(team, name -> new Line(served));
    Waiter waiter = new Waiter(team, lock.newCondition());
    line.waiters.add(waiter);
    waiting++;
    return waiter;
  }

  private void await(Waiter waiter, Instant deadline) throws EngineException {
    lock.lock();
    try {
      while (waiter.state == State.WAITING) {
        long left = Duration.between(Instant.now(), deadline).toMillis();
        if (left <= 0) {
          int retry = retryAfterSeconds();
          remove(waiter);
          throw EngineException.unavailable(
              InferenceApi.QUEUE_FULL, "No place became free in time.", retry, null);
        }
        waiter.changed.await(Math.min(left, LOOK.toMillis()), TimeUnit.MILLISECONDS);
        serve();
      }
      if (waiter.state == State.LEFT) {
        throw cancelled(null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      if (waiter.state == State.SERVED) {
        working--;
        serve();
      } else {
        remove(waiter);
      }
      throw cancelled(interrupted);
    } finally {
      lock.unlock();
    }
  }

  private static EngineException cancelled(@Nullable Throwable cause) {
    return EngineException.unavailable("cancelled", "Nobody waits any more.", 1, cause);
  }

  private void leave(Waiter waiter) {
    lock.lock();
    try {
      if (waiter.state == State.WAITING) {
        remove(waiter);
        waiter.changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(Waiter waiter) {
    Line line = lines.get(waiter.team);
    if (line != null && line.waiters.remove(waiter)) {
      waiting--;
      forgetIfEmpty(waiter.team, line);
    }
    waiter.state = State.LEFT;
  }

  /** Gives free places to those whose turn it is. */
  private void serve() {
    int most = places.getAsInt();
    while (waiting > 0 && working < most) {
      Map.Entry<String, Line> next = null;
      for (Map.Entry<String, Line> line : lines.entrySet()) {
        if (next == null || line.getValue().before(next.getValue())) {
          next = line;
        }
      }
      if (next == null) {
        return;
      }
      Line line = next.getValue();
      Waiter waiter = line.waiters.remove();
      waiting--;
      working++;
      served = line.pass;
      line.pass += 1 / weights.applyAsDouble(next.getKey());
      forgetIfEmpty(next.getKey(), line);
      waiter.state = State.SERVED;
      waiter.changed.signal();
    }
  }

  private void forgetIfEmpty(String team, Line line) {
    if (line.waiters.isEmpty()) {
      lines.remove(team);
    }
  }

  private int retryAfterSeconds() {
    int most = Math.max(1, places.getAsInt());
    return (int) Math.clamp(Math.ceil(averageSeconds * (waiting + 1) / most), 1, LONGEST_RETRY);
  }

  /** How many requests wait. */
  public int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests work. */
  public int working() {
    lock.lock();
    try {
      return working;
    } finally {
      lock.unlock();
    }
  }

  /** How long a place is held, on average, the newest counting most. */
  public Duration serviceTime() {
    lock.lock();
    try {
      return Duration.ofNanos((long) (averageSeconds * 1e9));
    } finally {
      lock.unlock();
    }
  }

  /** A place that is held. One thread uses it. */
  public final class Place implements AutoCloseable {

    private final long since = System.nanoTime();
    private boolean given;

    private Place() {}

    @Override
    public void close() {
      lock.lock();
      try {
        if (given) {
          return;
        }
        given = true;
        working--;
        double seconds = (System.nanoTime() - since) / 1e9;
        averageSeconds = (1 - NEWEST) * averageSeconds + NEWEST * seconds;
        serve();
      } finally {
        lock.unlock();
      }
    }
  }

  private enum State {
    WAITING,
    SERVED,
    LEFT
  }

  /** The requests of one team that wait. */
  private static final class Line {

    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private double pass;

    Line(double pass) {
      this.pass = pass;
    }

    boolean before(Line other) {
      if (pass != other.pass) {
        return pass < other.pass;
      }
      // Of two whose turn it is, the one that has waited longer.
      return waiters.getFirst().since - other.waiters.getFirst().since < 0;
    }
  }

  private static final class Waiter {

    private final String team;
    private final Condition changed;
    private final long since = System.nanoTime();
    private State state = State.WAITING;

    Waiter(String team, Condition changed) {
      this.team = team;
      this.changed = changed;
    }
  }
}
