package dev.hearth.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.ApprovalList;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.contracts.plugins.ToolList;
import dev.hearth.contracts.plugins.ToolQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for the plugin-registry: one plugin, one approval, and an echo of what is forwarded.
 */
final class RegistryStandIn extends StandIn {

  private final JsonMapper mapper = new JsonMapper();

  final List<ToolQuery> searched = new CopyOnWriteArrayList<>();
  final List<String> conversations = new CopyOnWriteArrayList<>();
  final List<Invocation> invoked = new CopyOnWriteArrayList<>();
  final List<String> withdrawn = new CopyOnWriteArrayList<>();
  final List<String> extents = new CopyOnWriteArrayList<>();
  volatile List<Approval> approvals = List.of();

  /** More tools than the calculator's. */
  volatile List<PluginTool> more = List.of();

  /** What comes of a call; null breaks the connection off. */
  volatile Function<Invocation, @Nullable InvocationResult> calls = call -> done("42");

  /** The secret of the browser that left for a consent. */
  private volatile String departed = "";

  volatile boolean consequential;
  volatile int forwardedStatus = 200;

  /** What the list of plugins is, in the place of an echo. */
  volatile @Nullable String list;

  RegistryStandIn() throws IOException {
    handle("/tools/search", this::search);
    handle("/tools/invoke", this::invoke);
    handle("/approvals", this::approvals);
    handle("/v1/plugins", this::echo);
    handle("/consent", this::consent);
  }

  @Override
  void reset() {
    searched.clear();
    invoked.clear();
    more = List.of();
    conversations.clear();
    withdrawn.clear();
    extents.clear();
    calls = call -> done("42");
    approvals = List.of();
    consequential = false;
    forwardedStatus = 200;
    list = null;
  }

  static InvocationResult done(String text) {
    return new InvocationResult.Answered(text, Action.ALLOW, 3);
  }

  /** A call that must be approved: once it is, and until it was made, it is made. */
  InvocationResult underApproval(Invocation call) {
    Approval known = approvals.isEmpty() ? null : approvals.getLast();
    if (known != null && known.state() == Approval.State.APPROVED) {
      approvals = List.of(in(Approval.State.USED, known));
      return done("sent");
    }
    Approval asked =
        new Approval(
            "appr_" + invoked.size(),
            call.plugin(),
            call.tool(),
            call.arguments(),
            Approval.State.PENDING,
            Instant.parse("2040-01-01T00:00:00Z"));
    approvals = List.of(asked);
    return new InvocationResult.ApprovalNeeded(asked);
  }

  private static Approval in(Approval.State state, Approval approval) {
    return new Approval(
        approval.id(),
        approval.plugin(),
        approval.tool(),
        approval.arguments(),
        state,
        approval.expires());
  }

  private void invoke(HttpExchange exchange) throws IOException {
    Invocation call = mapper.readValue(body(exchange), Invocation.class);
    invoked.add(call);
    InvocationResult result = calls.apply(call);
    if (result == null) {
      throw new IOException("broken off");
    }
    answer(
        exchange,
        200,
        "application/json",
        mapper.writerFor(InvocationResult.class).writeValueAsString(result));
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
    List<PluginTool> tools = new ArrayList<>(more);
    tools.add(
        new PluginTool(
            "calculator",
            "calculate",
            "Calculates.",
            mapper.readTree("{\"type\":\"object\"}"),
            consequential));
    answer(exchange, 200, "application/json", mapper.writeValueAsString(new ToolList(tools)));
  }

  /** Makes calls wait for an approval, and succeed once it is there. */
  void askFirst(String id) {
    calls =
        invocation -> {
          for (Approval approval : approvals) {
            if (approval.id().equals(id) && approval.state() == Approval.State.APPROVED) {
              return new InvocationResult.Answered("done", Action.ALLOW, 3);
            }
          }
          Approval pending =
              new Approval(
                  id,
                  invocation.plugin(),
                  invocation.tool(),
                  invocation.arguments(),
                  Approval.State.PENDING,
                  Instant.now().plusSeconds(600));
          approvals = List.of(pending);
          return new InvocationResult.ApprovalNeeded(pending);
        };
  }

  private void approvals(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/approvals/standing")) {
      withdrawn.add(exchange.getRequestMethod() + " " + path);
      boolean list = exchange.getRequestMethod().equals("GET");
      answer(
          exchange,
          list ? 200 : 204,
          "application/json",
          list
              ? """
              {"approvals":[{"id":"stand_1","plugin":"mail","version":3,"tool":"send",
               "extent":"always","key":"k","created":"2026-01-01T00:00:00Z","createdBy":"c",
               "expires":"2040-01-01T00:00:00Z"}]}
              """
              : "");
      return;
    }
    if (exchange.getRequestMethod().equals("GET")) {
      conversations.add(exchange.getRequestURI().getQuery());
      answer(
          exchange,
          200,
          "application/json",
          mapper.writeValueAsString(new ApprovalList(approvals)));
      return;
    }
    JsonNode decision = mapper.readTree(body(exchange));
    boolean approve = decision.get("approve").booleanValue();
    extents.add(decision.path("extent").asString(""));
    Approval.State state = approve ? Approval.State.APPROVED : Approval.State.REFUSED;
    String decided = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
    approvals =
        approvals.stream()
            .map(
                approval ->
                    approval.id().equals(decided)
                        ? new Approval(
                            approval.id(),
                            approval.plugin(),
                            approval.tool(),
                            approval.arguments(),
                            state,
                            approval.expires())
                        : approval)
            .toList();
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
                state,
                Instant.parse("2040-01-01T00:00:00Z"))));
  }

  /** A consent that was asked for by the ticket {@code good} ends where it departed. */
  private void consent(HttpExchange exchange) throws IOException {
    JsonNode came = mapper.readTree(body(exchange));
    String browser = came.path("browser").asString("");
    boolean known =
        switch (exchange.getRequestURI().getPath()) {
          case "/consent/asked" -> came.path("ticket").asString("").equals("good");
          case "/consent/departure" -> {
            departed = browser;
            yield came.path("ticket").asString("").equals("good");
          }
          default -> came.path("state").asString("").equals("s") && browser.equals(departed);
        };
    String found =
        """
        {"plugin":"<mail>","team":"research","key":"key_1","shared":true,"secure":false,\
        "host":"accounts.example.org","authorizeUrl":"https://accounts.example.org/a?state=s"}\
        """;
    answer(
        exchange,
        known ? 200 : 400,
        known ? "application/json" : "application/problem+json",
        known
            ? found
            : "{\"status\":400,\"detail\":\"this consent is not"
                + " known\",\"code\":\"unknown_state\"}");
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
