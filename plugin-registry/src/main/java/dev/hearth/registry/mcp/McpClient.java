package dev.hearth.registry.mcp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.egress.EgressClient;
import dev.hearth.registry.egress.EgressException;
import dev.hearth.registry.manifest.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls MCP servers. Keeps the sessions that they give it, in memory; one that is over is begun
 * anew. Thread-safe.
 */
@Component
public class McpClient {

  private static final Logger log = LoggerFactory.getLogger(McpClient.class);
  private static final int MOST_PAGES = 100;
  private static final int MOST_SESSIONS = 10_000;
  private static final Duration SESSION_KEPT = Duration.ofMinutes(30);

  private record Place(UUID plugin, String team, String address) {}

  private final EgressClient egress;
  private final RegistryProperties properties;
  private final Cache<Place, McpExchange.Session> sessions =
      Caffeine.newBuilder().maximumSize(MOST_SESSIONS).expireAfterAccess(SESSION_KEPT).build();

  McpClient(EgressClient egress, RegistryProperties properties) {
    this.egress = egress;
    this.properties = properties;
  }

  /** A server that does not let itself be asked; its words are not screened. */
  public static final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean unauthorized;

    private Refused(McpAnswer answer) {
      super(
          answer.status() / 100 == 2
              ? "it answered an error: " + Texts.line(String.valueOf(answer.error()), 200)
              : "it answered status " + answer.status());
      unauthorized = answer.isUnauthorized();
    }

    /** Whether credentials are missing or wrong. */
    public boolean isUnauthorized() {
      return unauthorized;
    }

    /** Why, in words; never null here. */
    public String message() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Asks a server what it is and which tools it has, in a session of its own.
   *
   * @param within the time for all of it
   * @throws EgressException if there is no answer
   * @throws McpException if the answers make no sense
   */
  public McpListing list(McpEndpoint endpoint, Duration within) throws Refused {
    int most = Math.toIntExact(properties.maxDocumentSize().toBytes());
    McpExchange exchange = new McpExchange(egress, endpoint, within, most, null);
    JsonNode introduced = result(exchange.initialize());
    List<JsonNode> tools = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    String cursor = null;
    long size = 0;
    do {
      JsonNode page = result(exchange.request("tools/list", cursor(cursor)));
      for (JsonNode tool : page.path("tools")) {
        size += tool.toString().length();
        if (tools.size() == McpListing.MOST_TOOLS || size > most) {
          return listing(exchange, introduced, tools, false);
        }
        tools.add(tool);
      }
      cursor = page.path("nextCursor").asString("");
      if (!cursor.isEmpty() && (!cursors.add(cursor) || cursors.size() == MOST_PAGES)) {
        throw new McpException("its list of tools has no end");
      }
    } while (!cursor.isEmpty());
    return listing(exchange, introduced, tools, true);
  }

  private static JsonNode result(McpAnswer answer) throws Refused {
    if (answer.result() == null) {
      throw new Refused(answer);
    }
    return answer.result();
  }

  private static ObjectNode cursor(@Nullable String cursor) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    return cursor == null ? parameters : parameters.put("cursor", cursor);
  }

  private static McpListing listing(
      McpExchange exchange, JsonNode introduced, List<JsonNode> tools, boolean complete) {
    try {
      exchange.end();
    } catch (EgressException unended) {
      log.debug("a session is left to end by itself: {}", unended.message());
    }
    JsonNode info = introduced.path("serverInfo");
    return new McpListing(
        exchange.uri(),
        info.path("name").asString(""),
        text(info, "title"),
        text(info, "description"),
        text(introduced, "instructions"),
        tools,
        complete);
  }

  private static @Nullable String text(JsonNode parent, String field) {
    String text = parent.path(field).asString("");
    return text.isBlank() ? null : text;
  }

  /**
   * Calls a tool, within a session that is kept for the plugin and team.
   *
   * @param tool the tool's own name
   * @param within the time for all of it
   * @throws EgressException if there is no answer
   * @throws McpException if the answer makes no sense
   */
  public McpAnswer call(
      UUID plugin,
      String team,
      McpEndpoint endpoint,
      String tool,
      JsonNode arguments,
      Duration within) {
    Place place = new Place(plugin, team, Texts.hash(endpoint.uri().toString()));
    McpExchange.Session known = sessions.getIfPresent(place);
    McpExchange exchange =
        new McpExchange(egress, endpoint, within, 16 * properties.maxResultCharacters(), known);
    if (known == null) {
      McpAnswer begun = exchange.initialize();
      if (begun.result() == null) {
        return begun;
      }
    }
    McpAnswer answer = exchange.request("tools/call", parameters(tool, arguments));
    if (known != null && exchange.isSessionOver(answer)) {
      McpAnswer begun = exchange.initialize();
      if (begun.result() == null) {
        sessions.invalidate(place);
        return begun;
      }
      answer = exchange.request("tools/call", parameters(tool, arguments));
    }
    McpExchange.Session session = exchange.session();
    if (session == null || answer.isUnauthorized()) {
      // A session that was begun with other credentials is of no use with these.
      sessions.invalidate(place);
    } else {
      sessions.put(place, session);
    }
    return answer;
  }

  private static ObjectNode parameters(String tool, JsonNode arguments) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    parameters.put("name", tool);
    parameters.set("arguments", arguments);
    return parameters;
  }
}
