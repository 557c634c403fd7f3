package dev.hearth.moderation.review;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Events that wait to be stored, bounded in number and in size: what has waited longest gives way
 * to what comes. Thread-safe.
 */
final class Backlog {

  private final int most;
  private final long mostCharacters;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private long characters;

  /**
   * Nothing waits yet.
   *
   * @param most how many events may wait, at least one
   * @param mostCharacters how large they may be together, by {@link Event#size}; a larger event
   *     waits alone
   */
  Backlog(int most, long mostCharacters) {
    this.most = most;
    this.mostCharacters = mostCharacters;
  }

  /**
   * Lets an event wait.
   *
   * @return how many gave way to it and are lost
   */
  synchronized int add(Event event) {
    waiting.addLast(event);
    characters += event.size();
    int lost = 0;
    while (waiting.size() > most || (characters > mostCharacters && waiting.size() > 1)) {
      characters -= waiting.removeFirst().size();
      lost++;
    }
    notifyAll();
    return lost;
  }

  /**
   * Takes those that have waited longest.
   *
   * @param batch how many at most, at least one
   * @param batchCharacters when they are so large together, no more are taken
   * @param patience how long to wait for the first
   * @return none, if none came
   */
  synchronized List<Event> take(int batch, long batchCharacters, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (waiting.isEmpty()) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return List.of();
      }
      wait(left);
    }
    List<Event> taken = new ArrayList<>();
    long size = 0;
    while (!waiting.isEmpty() && taken.size() < batch && size < batchCharacters) {
      Event event = waiting.removeFirst();
      taken.add(event);
      size += event.size();
    }
    characters -= size;
    return taken;
  }

  /** How many wait. */
  synchronized int size() {
    return waiting.size();
  }
}
