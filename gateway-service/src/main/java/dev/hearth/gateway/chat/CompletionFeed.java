package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of a completion. Whoever takes them takes at once all that arrived while it was busy;
 * if it does not keep pace, the sender waits. One thread takes, any may close, which cancels what
 * has not ended.
 */
final class CompletionFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CompletionFeed.class);

  /** Bytes of one event at most, of events taken at once, and of a whole completion. */
  private static final int LARGEST_EVENT = 4 << 20;

  private static final int LARGEST_TAKE = 1 << 20;
  private static final long LARGEST_COMPLETION = 64L << 20;

  private final InputStream source;
  private final Hop hop;
  private final JsonMapper mapper;
  private byte[] buffer = new byte[4 << 10];
  private int begin;
  private int end;
  private int searched;
  private long total;
  private boolean ended;
  private @Nullable ServiceException broken;

  /**
   * Events from a body.
   *
   * @param source events as lines of JSON; empty lines are signs of life
   */
  CompletionFeed(InputStream source, Hop hop, JsonMapper mapper) {
    this.source = source;
    this.hop = hop;
    this.mapper = mapper;
  }

  /**
   * All events that arrived since the last call; waits for one.
   *
   * @return empty if there was only a sign of life
   * @throws ServiceException 503 if the completion broke off or the deadline passed
   */
  List<CompletionEvent> take() {
    if (broken != null) {
      throw broken;
    }
    List<CompletionEvent> taken = new ArrayList<>();
    try {
      long enough = total + LARGEST_TAKE;
      do {
        byte[] line = line();
        if (line.length > 0) {
          taken.add(event(line));
        }
      } while (!ended && total < enough && (lineEnd() >= 0 || source.available() > 0));
      return taken;
    } catch (IOException failure) {
      broken = hop.remaining().isZero() ? tooLate(failure) : brokeOff("broke off", failure);
    } catch (JacksonException nonsense) {
      broken = brokeOff("cannot be read", nonsense);
    }
    if (taken.isEmpty()) {
      throw broken;
    }
    return taken;
  }

  private CompletionEvent event(byte[] line) throws IOException {
    CompletionEvent event = mapper.readValue(line, CompletionEvent.class);
    if (event == null) {
      throw new IOException("an event is null");
    }
    ended = event instanceof CompletionEvent.Finished || event instanceof CompletionEvent.Failed;
    return event;
  }

  private byte[] line() throws IOException {
    int newline = lineEnd();
    while (newline < 0) {
      read();
      newline = lineEnd();
    }
    int length = newline - begin;
    if (length > 0 && buffer[newline - 1] == '\r') {
      length--;
    }
    byte[] line = Arrays.copyOfRange(buffer, begin, begin + length);
    total += newline + 1L - begin;
    begin = newline + 1;
    if (total > LARGEST_COMPLETION) {
      throw new IOException("a completion is larger than " + LARGEST_COMPLETION + " bytes");
    }
    return line;
  }

  /** Where the next line ends; negative if its end is not there yet. */
  private int lineEnd() {
    for (int i = Math.max(begin, searched); i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    searched = end;
    return -1;
  }

  private void read() throws IOException {
    if (begin > 0) {
      System.arraycopy(buffer, begin, buffer, 0, end - begin);
      searched -= begin;
      end -= begin;
      begin = 0;
    }
    if (end == buffer.length) {
      if (end >= LARGEST_EVENT) {
        throw new IOException("an event is larger than " + LARGEST_EVENT + " bytes");
      }
      buffer = Arrays.copyOf(buffer, end * 2);
    }
    int read = source.read(buffer, end, buffer.length - end);
    if (read < 0) {
      throw new EOFException("a completion ended before its last event");
    }
    end += read;
  }

  @Override
  public void close() {
    try (source) {
      // What follows the last event is the end; read to there, the connection can be used again.
      if (ended && source.read() >= 0) {
        log.debug("a completion went on after its end");
      }
    } catch (IOException alreadyBroken) {
      log.debug("a completion broke before it was closed", alreadyBroken);
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
