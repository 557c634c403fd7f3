package dev.hearth.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.ApprovalList;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.contracts.plugins.ToolList;
import dev.hearth.contracts.plugins.ToolQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for the plugin-registry: one plugin, one approval, and an echo of what is forwarded.
 */
final class RegistryStandIn extends StandIn {

  private final JsonMapper mapper = new JsonMapper();

  final List<ToolQuery> searched = new CopyOnWriteArrayList<>();
  final List<String> conversations = new CopyOnWriteArrayList<>();
  volatile List<Approval> approvals = List.of();
  volatile boolean consequential;
  volatile int forwardedStatus = 200;

  /** What the list of plugins is, in the place of an echo. */
  volatile @Nullable String list;

  RegistryStandIn() throws IOException {
    handle("/tools/search", this::search);
    handle("/approvals", this::approvals);
    handle("/v1/plugins", this::echo);
  }

  @Override
  void reset() {
    searched.clear();
    conversations.clear();
    approvals = List.of();
    consequential = false;
    forwardedStatus = 200;
    list = null;
  }

  private void search(HttpExchange exchange) throws IOException {
    ToolQuery query = mapper.readValue(body(exchange), ToolQuery.class);
    searched.add(query);
    @Nullable List<String> wanted = query.plugins();
    if (wanted != null && !wanted.equals(List.of("calculator"))) {
      answer(
          exchange,
          404,
          "application/problem+json",
          "{\"status\":404,\"detail\":\"There is no plugin"
              + " 'nope'.\",\"code\":\"plugin_not_found\"}");
      return;
    }
    answer(
        exchange,
        200,
        "application/json",
        mapper.writeValueAsString(
            new ToolList(
                List.of(
                    new PluginTool(
                        "calculator",
                        "calculate",
                        "Calculates.",
                        mapper.readTree("{\"type\":\"object\"}"),
                        consequential)))));
  }

  private void approvals(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      conversations.add(exchange.getRequestURI().getQuery());
      answer(
          exchange,
          200,
          "application/json",
          mapper.writeValueAsString(new ApprovalList(approvals)));
      return;
    }
    boolean approve = mapper.readTree(body(exchange)).get("approve").booleanValue();
    answer(
        exchange,
        200,
        "application/json",
        mapper.writeValueAsString(
            new Approval(
                "a1",
                "mail",
                "send",
                mapper.readTree("{}"),
                approve ? Approval.State.APPROVED : Approval.State.REFUSED,
                Instant.parse("2040-01-01T00:00:00Z"))));
  }

  private void echo(HttpExchange exchange) throws IOException {
    String body = body(exchange);
    String fixed = list;
    if (fixed != null) {
      answer(exchange, 200, "application/json", fixed);
      return;
    }
    exchange.getResponseHeaders().set("ETag", "\"7\"");
    exchange.getResponseHeaders().set("Location", url() + "/v1/plugins/x?y=1");
    exchange.getResponseHeaders().set("X-Internal", "secret");
    answer(
        exchange,
        forwardedStatus,
        "application/json",
        mapper.writeValueAsString(
            new Echo(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("If-Match"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Cookie"),
                body.length())));
  }

  record Echo(
      String method,
      String uri,
      @Nullable String ifMatch,
      @Nullable String contentType,
      @Nullable String cookie,
      int length) {}
}
