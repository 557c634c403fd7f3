package dev.hearth.gateway.mcp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.contracts.plugins.ToolQuery;
import dev.hearth.gateway.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The tools that a team may use, as MCP lists them. Thread-safe. */
@Component
class ServedTools {

  private static final int MOST = 10_000;
  private static final int PAGE = 100;
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private final PluginApi registry;

  /** Which plugin a name belongs to. Whether it may be called now, the registry knows. */
  private final Cache<String, Map<String, PluginTool>> known =
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumSize(1_000)
          .expireAfterWrite(Duration.ofSeconds(30))
          .build();

  ServedTools(PluginApi registry) {
    this.registry = registry;
  }

  /**
   * A page of the team's tools, by name.
   *
   * @param cursor what the page before ended with; null for the first
   */
  ObjectNode list(Exchange exchange, @Nullable String cursor) {
    String after = cursor == null ? "" : decoded(cursor);
    List<PluginTool> rest =
        all(exchange).values().stream()
            .sorted(Comparator.comparing(PluginTool::tool))
            .filter(tool -> tool.tool().compareTo(after) > 0)
            .toList();
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    var tools = page.putArray("tools");
    rest.stream().limit(PAGE).map(ServedTools::described).forEach(tools::add);
    if (rest.size() > PAGE) {
      page.put(
          "nextCursor",
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(rest.get(PAGE - 1).tool().getBytes(StandardCharsets.UTF_8)));
    }
    return page;
  }

  /** The team's tool with this name. */
  Optional<PluginTool> find(Exchange exchange, String name) {
    Map<String, PluginTool> tools = known.getIfPresent(exchange.identity().team());
    PluginTool tool = tools == null ? null : tools.get(name);
    return Optional.ofNullable(tool == null ? all(exchange).get(name) : tool)
        .filter(found -> exchange.identity().grants().plugin(found.plugin()));
  }

  private Map<String, PluginTool> all(Exchange exchange) {
    Map<String, PluginTool> tools = new HashMap<>();
    for (PluginTool tool : registry.search(exchange.hop(), new ToolQuery(null, "", MOST)).tools()) {
      tools.put(tool.tool(), tool);
    }
    known.put(exchange.identity().team(), tools);
    return tools;
  }

  private static ObjectNode described(PluginTool tool) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", tool.tool());
    node.put("description", tool.description().isBlank() ? tool.tool() : tool.description());
    ObjectNode schema = node.putObject("inputSchema");
    schema.put("$schema", DIALECT);
    schema.put("type", "object");
    tool.parameters()
        .properties()
        .forEach(keyword -> schema.set(keyword.getKey(), keyword.getValue()));
    node.putObject("annotations").put("readOnlyHint", !tool.consequential());
    node.putObject("_meta").put("dev.hearth/plugin", tool.plugin());
    return node;
  }

  private static String decoded(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException foreign) {
      throw new RpcException(RpcException.INVALID_PARAMS, "This cursor is none of this server.");
    }
  }
}
