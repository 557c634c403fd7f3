package dev.hearth.inference.loop;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.parser.ParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.PluginTool;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for the plugin-registry at the process boundary: real HTTP, with a calculator that
 * really calculates, and tools that fail, wait, or want an approval.
 */
final class RegistryServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The built-in plugins' tools in the words of their manifests. */
  static final PluginTool CALCULATE =
      tool(
          "calculator",
          "calculate",
          "Calculate the value of an arithmetic expression, such as a sum, product, percentage,"
              + " power or root.",
          """
          {"type": "object", "required": ["expression"], "properties": {"expression": {
            "type": "string", "description":
            "The expression, for example 27 * 453, 15% of 240, sqrt(2) or 2^10"}}}
          """,
          false);

  static final PluginTool CONVERT =
      tool(
          "calculator",
          "convert",
          "Convert a number from one unit of measure to another, such as miles to kilometres,"
              + " pounds to kilograms or Fahrenheit to Celsius.",
          """
          {"type": "object", "required": ["value", "from", "to"], "properties": {
            "value": {"type": "number", "description": "The number to convert"},
            "from": {"type": "string", "description": "The unit of the number, for example mile"},
            "to": {"type": "string", "description": "The unit wanted, for example km"}}}
          """,
          false);
  static final PluginTool NOW =
      tool(
          "clock",
          "current_time",
          "Get today's date, the weekday and the current time of day, in a city or time zone.",
          """
          {"type": "object", "properties": {"zone": {"type": "string", "description":
            "City or time zone, for example Tokyo or Europe/Berlin; UTC if left out"}}}
          """,
          false);
  static final PluginTool DAYS =
      tool(
          "clock",
          "days_between",
          "Count the days between two dates, for example how long until a date or since a date.",
          """
          {"type": "object", "required": ["to"], "properties": {
            "from": {"type": "string", "description": "First date; today if left out"},
            "to": {"type": "string", "description": "Second date, such as 2025-12-24"}}}
          """,
          false);
  static final PluginTool ADD =
      tool(
          "clock",
          "add_to_date",
          "Add days, weeks, months or years to a date, or subtract them.",
          """
          {"type": "object", "required": ["amount", "unit"], "properties": {
            "date": {"type": "string", "description": "The date; today if left out"},
            "amount": {"type": "integer", "description": "How many, negative to subtract"},
            "unit": {"type": "string", "enum": ["minutes", "hours", "days", "weeks"]}}}
          """,
          false);
  static final List<PluginTool> BUILT_IN = List.of(CALCULATE, CONVERT, NOW, DAYS, ADD);

  static final PluginTool ORDER =
      tool(
          "shop",
          "order_pizza",
          "Orders a pizza and pays for it.",
          """
          {"type": "object", "required": ["kind"], "properties": {
            "kind": {"type": "string", "description": "the kind of pizza to order"}}}
          """,
          true);
  static final PluginTool SLOW =
      tool(
          "archive",
          "search_archive",
          "Searches the archive of old newspapers.",
          """
          {"type": "object", "required": ["query"], "properties": {
            "query": {"type": "string", "description": "what to search the archive for"}}}
          """,
          false);

  static final PluginTool NOTES =
      tool(
          "notes",
          "find_notes",
          "Finds what the team's notes and documents say.",
          """
          {"type": "object", "required": ["query"], "properties": {
            "query": {"type": "string", "description": "what to look for", "maxLength": 200},
            "limit": {"type": "integer", "description": "how many notes"}}}
          """,
          false);

  /** Tools that each fail in a way of their own. */
  static PluginTool failing(String name) {
    return tool("faults", name, "Fails.", "{\"type\": \"object\", \"properties\": {}}", false);
  }

  private final HttpServer server;
  private final List<Invocation> invocations = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch slowCalled = new CountDownLatch(1);
  private final CountDownLatch slowAborted = new CountDownLatch(1);
  private volatile boolean approved;

  RegistryServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/tools/invoke", this::invoke);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Invocation> invocations() {
    return invocations;
  }

  /** Counts down when the caller of the slow tool is gone. */
  CountDownLatch slowAborted() {
    return slowAborted;
  }

  /** Counts down when the slow tool is called. */
  CountDownLatch slowCalled() {
    return slowCalled;
  }

  void approve(boolean yes) {
    approved = yes;
  }

  private void invoke(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization == null || !authorization.startsWith("Bearer ey")) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      Invocation invocation = JSON.readValue(exchange.getRequestBody(), Invocation.class);
      invocations.add(invocation);
      if (invocation.tool().equals("search_archive")) {
        waitForHangUp(exchange);
        return;
      }
      byte[] body = JSON.writerFor(InvocationResult.class).writeValueAsBytes(result(invocation));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void waitForHangUp(HttpExchange exchange) throws IOException {
    slowCalled.countDown();
    exchange.sendResponseHeaders(200, 0);
    try {
      while (!closed.await(50, TimeUnit.MILLISECONDS)) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      }
    } catch (IOException gone) {
      slowAborted.countDown();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private InvocationResult result(Invocation invocation) {
    JsonNode arguments = invocation.arguments();
    return switch (invocation.tool()) {
      case "calculate" -> calculated(arguments.path("expression").asString(""));
      case "convert" -> converted(arguments);
      case "current_time" ->
          answered(
              """
              {"date": "2026-05-04", "time": "14:32:10", "weekday": "Monday", "zone": "UTC",
               "offset": "+00:00"}
              """);
      case "order_pizza" ->
          approved
              ? answered("{\"order\": \"A-17\"}")
              : new InvocationResult.ApprovalNeeded(
                  new Approval(
                      "approval-1",
                      "shop",
                      "order_pizza",
                      arguments,
                      Approval.State.PENDING,
                      Instant.now().plusSeconds(600)));
      case "find_notes" ->
          answered(
              """
              {"results": [
                {"title": "Pool", "source": "pool.md", "text": "The pool of Sorby is heated by the sun.
                 It opens at seven on weekdays and at nine on Sundays."},
                {"title": "Ferry", "source": "ferry.md", "text": "The ferry to Holm takes 40 cars. It
                 leaves every two hours."}]}
              """
                  .replaceAll("\\s+", " "));
      case "oversized" -> answered("many words ".repeat(5_000));
      case "screened" ->
          new InvocationResult.Failed(
              "result_refused", "The result was refused by policy: prompt injection.", 1);
      case "broken" -> new InvocationResult.Failed("plugin_error", "The plugin answered 500.", 1);
      case "late" -> new InvocationResult.Failed("timeout", "The plugin took too long.", 1);
      case "down" -> new InvocationResult.Failed("unavailable", "The plugin is paused.", 1);
      case "days_between", "add_to_date" ->
          new InvocationResult.Failed("bad_arguments", "That is no date.", 1);
      default -> new InvocationResult.Failed("unknown_tool", "There is no such tool.", 0);
    };
  }

  private static InvocationResult converted(JsonNode arguments) {
    String from = arguments.path("from").asString("");
    String to = arguments.path("to").asString("");
    if (!from.startsWith("mile") || !(to.equals("km") || to.startsWith("kilomet"))) {
      return new InvocationResult.Failed(
          "bad_arguments", "The unit '" + from + "' or '" + to + "' is not known.", 1);
    }
    BigDecimal value = arguments.path("value").decimalValue();
    return answered(
        "{\"result\": \"%s\", \"unit\": \"km\"}"
            .formatted(plain(value.multiply(new BigDecimal("1.609344")))));
  }

  private static InvocationResult calculated(String expression) {
    try {
      BigDecimal value = new Expression(notation(expression)).evaluate().getNumberValue();
      return answered("{\"result\": \"" + plain(value) + "\"}");
    } catch (EvaluationException | ParseException | RuntimeException unreadable) {
      return new InvocationResult.Failed(
          "bad_arguments", "'" + expression + "' is no arithmetic expression.", 1);
    }
  }

  static String plain(BigDecimal value) {
    return value.round(new MathContext(15)).stripTrailingZeros().toPlainString();
  }

  /** The words that the real calculator takes, too. */
  private static String notation(String expression) {
    return expression
        .toLowerCase(Locale.ROOT)
        .replace("×", "*")
        .replace("÷", "/")
        .replace("−", "-")
        .replaceAll("\\b(?:raised )?to the power of\\b", "^")
        .replaceAll("\\bplus\\b", "+")
        .replaceAll("\\bminus\\b", "-")
        .replaceAll("\\bmultiplied by\\b|\\btimes\\b", "*")
        .replaceAll("\\bdivided by\\b", "/")
        .replaceAll("(\\d+(?:\\.\\d+)?) ?(?:percent|%) of", "$1/100*")
        .replaceAll("(?:the )?square root of (\\d+(?:\\.\\d+)?)", "SQRT($1)");
  }

  private static InvocationResult answered(String text) {
    return new InvocationResult.Answered(text, Action.ALLOW, 1);
  }

  private static PluginTool tool(
      String plugin, String name, String description, String schema, boolean consequential) {
    return new PluginTool(plugin, name, description, JSON.readTree(schema), consequential);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
