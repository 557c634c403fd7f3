package dev.hearth.registry;

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
          String text = request.at("/items/0/text").asString();
          int secret = text.indexOf("SECRET");
          String verdict;
          if (text.contains("FORBIDDEN")) {
            verdict = verdict("block", text, "prompt-injection", text.indexOf("FORBIDDEN"), 9);
          } else if (secret >= 0) {
            verdict = verdict("redact", text, "secrets", secret, 6);
          } else {
            verdict =
                """
                {"action":"allow","scores":{},"findings":[],"settled":%d}\
                """
                    .formatted(text.length());
          }
          StubServer.answer(exchange, 200, "application/json", "{\"verdicts\":[" + verdict + "]}");
        });
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
