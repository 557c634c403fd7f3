package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of a completion. They are read by a thread of their own, so that whoever takes them
 * takes at once all that arrived while it was busy; if it does not keep pace, reading waits.
 * Closing cancels the completion.
 */
final class CompletionFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CompletionFeed.class);

  /** Bytes of one event at most, of events that wait to be taken, and of a whole completion. */
  private static final int LARGEST_EVENT = 4 << 20;

  private static final int LARGEST_BACKLOG = 1 << 20;
  private static final long LARGEST_COMPLETION = 64L << 20;

  private final InputStream source;
  private final Hop hop;
  private final JsonMapper mapper;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<CompletionEvent> events = new ArrayDeque<>();
  private int backlog;
  private boolean alive;
  private boolean closed;
  private boolean ending;
  private @Nullable ServiceException broken;

  private CompletionFeed(InputStream source, Hop hop, JsonMapper mapper) {
    this.source = source;
    this.hop = hop;
    this.mapper = mapper;
  }

  /** Starts reading. */
  static CompletionFeed open(InputStream source, Hop hop, JsonMapper mapper) {
    CompletionFeed feed = new CompletionFeed(source, hop, mapper);
    Thread.ofVirtual().name("completion-" + hop.requestId()).start(feed::read);
    return feed;
  }

  /**
   * All events that arrived since the last call; waits for one.
   *
   * @return empty if there was only a sign of life
   * @throws ServiceException 503 if the completion broke off or the deadline passed
   */
  List<CompletionEvent> take() {
    lock.lock();
    try {
      while (events.isEmpty() && !alive && broken == null) {
        if (!changed.await(Math.max(1, hop.remaining().toMillis()), TimeUnit.MILLISECONDS)
            && hop.remaining().isZero()) {
          throw tooLate(null);
        }
      }
      alive = false;
      if (events.isEmpty() && broken != null) {
        throw broken;
      }
      List<CompletionEvent> taken = new ArrayList<>(events);
      events.clear();
      backlog = 0;
      changed.signalAll();
      return taken;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw brokeOff("was interrupted", interrupted);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      if (ending) {
        // The reading thread closes it when it has seen the end.
        return;
      }
    } finally {
      lock.unlock();
    }
    try {
      source.close();
    } catch (IOException alreadyBroken) {
      log.debug("a completion broke before it was closed", alreadyBroken);
    }
  }

  private void read() {
    try (InputStream lines = new BufferedInputStream(source, 16 << 10)) {
      long total = 0;
      while (true) {
        byte[] line = line(lines);
        if (line == null) {
          fail(brokeOff("broke off before its end", null));
          return;
        }
        total += line.length + 1;
        if (total > LARGEST_COMPLETION) {
          fail(brokeOff("is too large", null));
          return;
        }
        if (line.length == 0) {
          beat();
          continue;
        }
        CompletionEvent event = mapper.readValue(line, CompletionEvent.class);
        if (event == null) {
          fail(brokeOff("cannot be read", null));
          return;
        }
        boolean last = last(event);
        if (!offer(event, line.length, last)) {
          return;
        }
        if (last) {
          // What follows the last event is the end; read to there, the connection can be used
          // again.
          if (lines.read() >= 0) {
            log.debug("a completion went on after its end");
          }
          return;
        }
      }
    } catch (IOException failure) {
      fail(hop.remaining().isZero() ? tooLate(failure) : brokeOff("broke off", failure));
    } catch (JacksonException nonsense) {
      fail(brokeOff("cannot be read", nonsense));
    }
  }

  private static boolean last(CompletionEvent event) {
    return event instanceof CompletionEvent.Finished || event instanceof CompletionEvent.Failed;
  }

  private static byte @Nullable [] line(InputStream source) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      int next = source.read();
      if (next == '\n') {
        return line.toByteArray();
      }
      if (next < 0) {
        return line.size() == 0 ? null : line.toByteArray();
      }
      if (line.size() >= LARGEST_EVENT) {
        throw new IOException("an event is larger than " + LARGEST_EVENT + " bytes");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
  }

  private void beat() {
    lock.lock();
    try {
      alive = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean offer(CompletionEvent event, int size, boolean last) {
    lock.lock();
    try {
      while (backlog > LARGEST_BACKLOG && !closed) {
        changed.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      ending = last;
      backlog += size;
      events.add(event);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void fail(ServiceException failure) {
    lock.lock();
    try {
      broken = failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static ServiceException brokeOff(String how, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "The answer of the inference-service " + how + "; try again.",
        null,
        1,
        cause);
  }

  private static ServiceException tooLate(@Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.DEADLINE_EXCEEDED,
        "The answer was not complete before the request's deadline.",
        null,
        1,
        cause);
  }
}
