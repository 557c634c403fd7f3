package dev.hearth.registry.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events (HTML Standard, 9.2.6) as they come. Not thread-safe. */
final class EventStream {

  private final InputStream source;
  private final StringBuilder data = new StringBuilder();
  private final byte[] buffer = new byte[8_192];
  private int from;
  private int to;
  private boolean skipLineFeed;
  private boolean hasData;
  private @Nullable String lastId;
  private @Nullable Duration retry;

  EventStream(InputStream source) {
    this.source = source;
  }

  /** The next event's data; null at the end. An event that breaks off is none. */
  @Nullable String next() throws IOException {
    data.setLength(0);
    hasData = false;
    while (true) {
      String line = line();
      if (line == null) {
        return null;
      }
      if (!line.isEmpty()) {
        field(line);
      } else if (hasData) {
        return data.toString();
      }
    }
  }

  /** The id to go on from; null if the server gave none. */
  @Nullable String lastId() {
    return lastId;
  }

  /** How long the server wants to be left alone before that; null if it does not say. */
  @Nullable Duration retry() {
    return retry;
  }

  private void field(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (name) {
      case "data" -> {
        data.append(hasData ? "\n" : "").append(value);
        hasData = true;
      }
      case "id" -> {
        // It goes back in a header.
        if (value.length() <= 500 && value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
          lastId = value;
        }
      }
      case "retry" -> {
        if (value.matches("\\d{1,9}")) {
          retry = Duration.ofMillis(Long.parseLong(value));
        }
      }
      default -> {
        // Comments, event names and fields of other versions say nothing here.
      }
    }
  }

  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (from == to) {
        from = 0;
        to = Math.max(0, source.read(buffer));
        if (to == 0) {
          return null;
        }
      }
      byte next = buffer[from++];
      if (next == '\n' && skipLineFeed) {
        skipLineFeed = false;
        continue;
      }
      skipLineFeed = next == '\r';
      if (next == '\n' || next == '\r') {
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(next);
    }
  }
}
