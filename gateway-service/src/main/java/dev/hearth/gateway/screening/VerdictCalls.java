package dev.hearth.gateway.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.base.Waits;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Calls of the moderation-service, several requests' texts in one where requests wait anyway: as
 * many calls as there are processors are under way for a team and a direction, and what arrives
 * meanwhile goes together. Nobody waits for others to come. A caller that finds no call under way
 * makes its own; one that finishes hands on to the first that waits. Thread-safe.
 *
 * <p>Where a call for several fails, each asks for itself, so that nobody's text costs others their
 * verdict.
 *
 * <p>A call for several is made with the token of the one that makes it; each text says whose it
 * is, so that what is found counts as found in its own request.
 */
final class VerdictCalls {

  private static final int MOST_CALLS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Of one call for several requests. Texts are judged one after the other: no one waits long. */
  private static final int MOST_ITEMS = 32;

  private static final int MOST_CHARACTERS = 32 << 10;

  private final ModerationApi moderation;
  private final Map<Lane.Key, Lane> lanes = new ConcurrentHashMap<>();

  VerdictCalls(ModerationApi moderation) {
    this.moderation = moderation;
  }

  /**
   * One verdict for each text, if the service says so many.
   *
   * @param team whose policy applies
   * @throws ServiceException if there are none
   */
  List<Verdict> screen(Hop hop, String team, Direction direction, List<ScreenRequest.Item> items) {
    Lane lane = lanes.computeIfAbsent(new Lane.Key(team, direction), key -> new Lane());
    Waiting mine = new Waiting(items, hop.requestId());
    Signal signal = lane.enter(mine) ? new Signal.Lead(List.of(mine)) : mine.await(hop);
    return switch (signal) {
      case Signal.Answered answered -> answered.verdicts();
      case Signal.Alone alone -> ask(hop, direction, items);
      case Signal.Lead lead -> lead(lane, hop, direction, mine, lead.batch());
    };
  }

  private List<Verdict> lead(
      Lane lane, Hop hop, Direction direction, Waiting mine, List<Waiting> batch) {
    try {
      if (batch.size() > 1) {
        List<Verdict> shared = askForAll(hop, direction, mine, batch);
        if (shared != null) {
          return shared;
        }
        release(batch);
      }
      return ask(hop, direction, mine.items);
    } finally {
      release(batch);
      lane.leave();
    }
  }

  /** Lets go whoever has no verdict yet. */
  private static void release(List<Waiting> batch) {
    batch.forEach(waiting -> waiting.signal.complete(new Signal.Alone()));
  }

  private @Nullable List<Verdict> askForAll(
      Hop hop, Direction direction, Waiting mine, List<Waiting> batch) {
    List<ScreenRequest.Item> items = new ArrayList<>();
    batch.forEach(waiting -> items.addAll(waiting.named()));
    List<Verdict> verdicts;
    try {
      verdicts = ask(hop, direction, items);
    } catch (ServiceException failed) {
      if (failed.status().is5xxServerError() && hop.remaining().isZero()) {
        throw failed;
      }
      // Whose text it was, nobody knows: each finds out for itself.
      return null;
    }
    if (verdicts.size() != items.size()) {
      return null;
    }
    List<Verdict> own = List.of();
    int from = 0;
    for (Waiting waiting : batch) {
      List<Verdict> part = List.copyOf(verdicts.subList(from, from + waiting.items.size()));
      from += waiting.items.size();
      if (waiting == mine) {
        own = part;
      } else {
        waiting.signal.complete(new Signal.Answered(part));
      }
    }
    return own;
  }

  private List<Verdict> ask(Hop hop, Direction direction, List<ScreenRequest.Item> items) {
    return moderation.screen(hop, new ScreenRequest(direction, items)).verdicts();
  }

  /** What a waiting request is told. */
  private sealed interface Signal {

    /** Its verdicts are there. */
    record Answered(List<Verdict> verdicts) implements Signal {}

    /** It has to ask for itself. */
    record Alone() implements Signal {}

    /** It asks for these, itself among them. */
    record Lead(List<Waiting> batch) implements Signal {}
  }

  private static final class Waiting {

    private final List<ScreenRequest.Item> items;
    private final String requestId;
    private final int characters;
    private final CompletableFuture<Signal> signal = new CompletableFuture<>();

    Waiting(List<ScreenRequest.Item> items, String requestId) {
      this.items = items;
      this.requestId = requestId;
      characters = items.stream().mapToInt(item -> item.text().length()).sum();
    }

    /** The texts as they are judged together with those of others. */
    List<ScreenRequest.Item> named() {
      return items.stream().map(item -> item.of(requestId)).toList();
    }

    Signal await(Hop hop) {
      try {
        return Waits.get(signal, hop.remaining());
      } catch (TimeoutException late) {
        throw gone(ServiceException.DEADLINE_EXCEEDED, late);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        ServiceException failure = gone(ServiceException.UNAVAILABLE, interrupted);
        if (signal.completeExceptionally(failure)) {
          throw failure;
        }
        // Told to lead at the last moment: others depend on it.
        return signal.join();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    private static ServiceException gone(String code, Exception cause) {
      return new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE, code, "no verdict in time", null, 1, cause);
    }
  }

  /** The calls for one team and direction. */
  private static final class Lane {

    private final Deque<Waiting> queue = new ArrayDeque<>();
    private int calls;

    /** Whether the caller may call at once; otherwise it will be signalled. */
    synchronized boolean enter(Waiting waiting) {
      if (calls < MOST_CALLS) {
        calls++;
        return true;
      }
      queue.add(waiting);
      return false;
    }

    /** Ends a call; whoever waits first leads the next one. */
    synchronized void leave() {
      while (!queue.isEmpty()) {
        List<Waiting> batch = new ArrayList<>();
        int items = 0;
        int characters = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
          items += next.items.size();
          characters += next.characters;
          if (!batch.isEmpty() && (items > MOST_ITEMS || characters > MOST_CHARACTERS)) {
            break;
          }
          queue.remove();
          if (!next.signal.isDone()) {
            batch.add(next);
          }
        }
        if (!batch.isEmpty() && batch.getFirst().signal.complete(new Signal.Lead(batch))) {
          return;
        }
        // The first has left in this very moment: the others come again, in their order.
        for (int i = batch.size() - 1; i >= 1; i--) {
          queue.addFirst(batch.get(i));
        }
      }
      calls--;
    }

    private record Key(String team, Direction direction) {}
  }
}
