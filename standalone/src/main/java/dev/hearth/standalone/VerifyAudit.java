package dev.hearth.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./hearth audit verify}: asks a gateway whether its audit records are those that were
 * written. Ends with 0 if they are, 1 if they are not, 2 if it cannot be found out.
 */
public final class VerifyAudit {

  private static final String USAGE =
      """
      Usage: ./hearth audit verify [--url URL] [--anchors FILE]

        --url URL       the gateway                    (http://localhost:$HEARTH_PORT)
        --anchors FILE  compares with the ends of the chains that the last run noted in FILE, and
                        notes the new ones; keep it on another machine than the database: it shows
                        that the database was not put back to an earlier state

      HEARTH_ADMIN_KEY must be an administrator's key.
      """;

  private VerifyAudit() {}

  /** Verifies and says what it found. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.getenv(), System.out));
  }

  static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
    String url = "http://localhost:" + environment.getOrDefault("HEARTH_PORT", "8080");
    Path anchors = null;
    for (int i = 0; i < arguments.size(); i++) {
      boolean last = i + 1 == arguments.size();
      if (arguments.get(i).equals("--url") && !last) {
        url = arguments.get(++i);
      } else if (arguments.get(i).equals("--anchors") && !last) {
        anchors = Path.of(arguments.get(++i));
      } else {
        System.err.print(USAGE);
        return arguments.get(i).equals("--help") ? 0 : 2;
      }
    }
    String key = environment.getOrDefault("HEARTH_ADMIN_KEY", "");
    if (key.isBlank()) {
      System.err.println("hearth: set HEARTH_ADMIN_KEY to an administrator's key");
      return 2;
    }
    try {
      List<String> noted =
          anchors != null && Files.exists(anchors) ? Files.readAllLines(anchors) : List.of();
      JsonNode result = verify(url, key.strip(), noted);
      show(result, out);
      boolean good = result.get("ok").booleanValue();
      if (good && anchors != null) {
        note(anchors, result);
      }
      return good ? 0 : 1;
    } catch (IOException | IllegalArgumentException failure) {
      String why = Objects.requireNonNullElse(failure.getMessage(), "no answer from " + url);
      System.err.println("hearth: the audit could not be verified: " + why);
      return 2;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 2;
    }
  }

  private static JsonNode verify(String url, String key, List<String> anchors)
      throws IOException, InterruptedException {
    StringBuilder query = new StringBuilder();
    for (String anchor : anchors) {
      if (!anchor.isBlank()) {
        query.append(query.isEmpty() ? "?" : "&").append("anchor=").append(anchor.strip());
      }
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/admin/audit/verify" + query))
                  .header("Authorization", "Bearer " + key)
                  .timeout(Duration.ofHours(1))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the gateway answered " + answer.statusCode());
      }
      return JsonMapper.shared().readTree(answer.body());
    }
  }

  private static void show(JsonNode result, PrintStream out) {
    for (JsonNode finding : result.get("findings")) {
      JsonNode request = finding.path("request_id");
      out.printf(
          "chain %d record %d: %s: %s%s%n",
          finding.get("chain").longValue(),
          finding.get("seq").longValue(),
          finding.get("kind").stringValue(),
          finding.get("explanation").stringValue(),
          request.isString() ? " (request " + request.stringValue() + ")" : "");
    }
    out.printf(
        "%d records in %d chains, %d outside: %s%n",
        result.get("records").longValue(),
        result.get("chains").size(),
        result.get("outside").longValue(),
        result.get("ok").booleanValue() ? "as they were written" : "NOT as they were written");
  }

  /** The ends of the newest chains: an address has no room for all of them. */
  private static void note(Path file, JsonNode result) throws IOException {
    List<String> ends = new ArrayList<>();
    for (JsonNode chain : result.get("chains")) {
      if (chain.get("last_seq").longValue() > 0) {
        ends.add(chain.get("anchor").stringValue());
      }
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, ends.subList(Math.max(0, ends.size() - 50), ends.size()));
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
