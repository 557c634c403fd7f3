package dev.hearth.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The moderation-service's HTTP boundary, played: blocks texts with FORBIDDEN in them, redacts
 * SECRET, and can be down.
 */
public final class ModerationServer implements AutoCloseable {

  private final StubServer server = new StubServer();
  private final AtomicBoolean down = new AtomicBoolean();

  public ModerationServer() {
    server.on(
        "/screen",
        (exchange, body) -> {
          if (down.get()) {
            StubServer.answer(exchange, 500, "text/plain", "down");
            return;
          }
          JsonNode request = JsonMapper.shared().readTree(body);
          List<String> verdicts = new ArrayList<>();
          request.path("items").forEach(item -> verdicts.add(judge(item.path("text").asString())));
          StubServer.answer(
              exchange,
              200,
              "application/json",
              "{\"verdicts\":[" + String.join(",", verdicts) + "]}");
        });
  }

  private static String judge(String text) {
    int secret = text.indexOf("SECRET");
    if (text.contains("FORBIDDEN")) {
      return verdict("block", text, "prompt-injection", text.indexOf("FORBIDDEN"), 9);
    }
    if (secret >= 0) {
      return verdict("redact", text, "secrets", secret, 6);
    }
    return """
    {"action":"allow","scores":{},"findings":[],"settled":%d}\
    """
        .formatted(text.length());
  }

  private static String verdict(
      String action, String text, String category, int start, int length) {
    return """
    {"action":"%s","scores":{"%s":1},"settled":%d,"findings":[{"category":"%s","action":"%s",
    "score":1,"layer":"pattern","rule":"test","start":%d,"end":%d,"replacement":null}]}\
    """
        .formatted(action, category, text.length(), category, action, start, start + length);
  }

  public String origin() {
    return server.origin();
  }

  public StubServer requests() {
    return server;
  }

  public void setDown(boolean value) {
    down.set(value);
  }

  @Override
  public void close() {
    server.close();
  }
}
