package dev.hearth.gateway.mcp;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.Failures;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.JsonBodies;
import dev.hearth.gateway.mcp.McpSessions.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /mcp}: the team's plugins as an MCP server with streamable HTTP (MCP 2025-11-25,
 * Transports). Every message is a request of its own, with its own key, limits, deadline and audit
 * record. It answers JSON, or a stream of events where the user must be asked meanwhile.
 */
@RestController
class McpServer {

  static final String NEWEST = "2025-11-25";

  private static final Logger log = LoggerFactory.getLogger(McpServer.class);
  private static final List<String> VERSIONS = List.of(NEWEST, "2025-06-18", "2025-03-26");
  private static final String SESSION = "Mcp-Session-Id";
  private static final String VERSION = "MCP-Protocol-Version";
  private static final int SESSION_NOT_FOUND = -32001;

  private final JsonBodies bodies;
  private final McpSessions sessions;
  private final Origins origins;
  private final ServedTools tools;
  private final ToolCalls calls;
  private final Decisions decisions;

  McpServer(
      JsonBodies bodies,
      McpSessions sessions,
      Origins origins,
      ServedTools tools,
      ToolCalls calls,
      Decisions decisions) {
    this.bodies = bodies;
    this.sessions = sessions;
    this.origins = origins;
    this.tools = tools;
    this.calls = calls;
    this.decisions = decisions;
  }

  /** There is nothing that the server would say without being asked. */
  @GetMapping("/mcp")
  ResponseEntity<ObjectNode> listen(HttpServletRequest request) {
    if (!origins.allow(request)) {
      return foreignOrigin();
    }
    return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
        .header(HttpHeaders.ALLOW, "POST, DELETE")
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            Rpc.error(
                null, RpcException.INVALID_REQUEST, "There is no stream to listen to; send POST."));
  }

  @DeleteMapping("/mcp")
  ResponseEntity<ObjectNode> end(HttpServletRequest request) {
    if (!origins.allow(request)) {
      return foreignOrigin();
    }
    String id = request.getHeader(SESSION);
    boolean ended = id != null && sessions.end(Exchange.of(request).identity(), id);
    return ended ? ResponseEntity.noContent().build() : sessionNotFound(null);
  }

  @PostMapping("/mcp")
  @Nullable ResponseEntity<ObjectNode> take(
      HttpServletRequest request, HttpServletResponse response) {
    Exchange exchange = Exchange.of(request);
    if (!origins.allow(request)) {
      return foreignOrigin();
    }
    JsonNode message;
    try {
      message = message(request);
    } catch (ServiceException unreadable) {
      exchange.noteError(unreadable.code());
      return answer(
          unreadable.status(),
          Rpc.error(
              null,
              unreadable.code().equals("invalid_json")
                  ? RpcException.PARSE_ERROR
                  : RpcException.INVALID_REQUEST,
              unreadable.message()));
    }
    JsonNode id = message.path("id");
    boolean isRequest = message.path("method").isString() && isId(id);
    if (message.path("method").asString("").equals("initialize") && isRequest) {
      return initialize(exchange, message);
    }
    String sessionId = request.getHeader(SESSION);
    if (sessionId == null) {
      return answer(
          HttpStatus.BAD_REQUEST,
          Rpc.error(
              id,
              RpcException.INVALID_REQUEST,
              "The header " + SESSION + " is missing; begin with initialize."));
    }
    String version = request.getHeader(VERSION);
    if (version != null && !VERSIONS.contains(version)) {
      return answer(
          HttpStatus.BAD_REQUEST,
          Rpc.error(
              id,
              RpcException.INVALID_REQUEST,
              "Unsupported " + VERSION + "; supported are " + String.join(", ", VERSIONS) + "."));
    }
    Session session = sessions.find(exchange.identity(), sessionId).orElse(null);
    if (session == null) {
      return sessionNotFound(id);
    }
    if (!isRequest) {
      return note(exchange, session, message);
    }
    Stream stream = new Stream(request, response, exchange);
    return respond(exchange, session, message, stream);
  }

  private JsonNode message(HttpServletRequest request) {
    MediaType type;
    try {
      type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
    } catch (RuntimeException unreadable) {
      throw new ServiceException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported_media_type",
          "The Content-Type must be application/json.",
          null,
          null,
          unreadable);
    }
    if (!MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
      throw new ServiceException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported_media_type",
          "The Content-Type must be application/json.");
    }
    if (!accepts(request, "application/json") && !accepts(request, "text/event-stream")) {
      throw new ServiceException(
          HttpStatus.NOT_ACCEPTABLE,
          "not_acceptable",
          "Accept application/json and text/event-stream.");
    }
    ObjectNode message = bodies.object(request).json();
    if (!message.path("jsonrpc").asString("").equals("2.0")) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST, "invalid_request", "This is no message of JSON-RPC 2.0.");
    }
    return message;
  }

  private static boolean accepts(HttpServletRequest request, String type) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept == null) {
      return true;
    }
    String lower = accept.toLowerCase(Locale.ROOT);
    return lower.contains(type)
        || lower.contains("*/*")
        || lower.contains(type.substring(0, type.indexOf('/')) + "/*");
  }

  private static boolean isId(JsonNode id) {
    return id.isString() || id.isNumber();
  }

  private ResponseEntity<ObjectNode> initialize(Exchange exchange, JsonNode message) {
    JsonNode parameters = message.path("params");
    String wanted = parameters.path("protocolVersion").asString("");
    String version = VERSIONS.contains(wanted) ? wanted : NEWEST;
    JsonNode elicitation = parameters.path("capabilities").path("elicitation");
    // Without a mode it is the form of a first version (2025-11-25, Elicitation).
    boolean asks = elicitation.isObject() && (elicitation.isEmpty() || elicitation.has("form"));
    String id = sessions.begin(exchange.identity(), version, asks);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("protocolVersion", version);
    result.putObject("capabilities").putObject("tools").put("listChanged", false);
    result
        .putObject("serverInfo")
        .put("name", "hearth")
        .put("title", "Hearth")
        .put(
            "version",
            Objects.requireNonNullElse(
                McpServer.class.getPackage().getImplementationVersion(), "0"));
    return ResponseEntity.ok()
        .header(SESSION, id)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Rpc.result(message.path("id"), result));
  }

  /** Takes a notification, or a client's response to a question. */
  private ResponseEntity<ObjectNode> note(Exchange exchange, Session session, JsonNode message) {
    if (message.path("method").isMissingNode() && isId(message.path("id"))) {
      decisions.take(exchange, session, message);
    }
    return ResponseEntity.accepted().build();
  }

  private @Nullable ResponseEntity<ObjectNode> respond(
      Exchange exchange, Session session, JsonNode message, Stream stream) {
    JsonNode id = message.path("id");
    ObjectNode answer;
    try {
      answer = Rpc.result(id, result(exchange, session, message, stream));
    } catch (RpcException refused) {
      answer = Rpc.error(id, refused.code(), refused.message());
    } catch (ServiceException failure) {
      ServiceException told = ErrorAnswers.outward(failure);
      log.warn("{}: {}", told.code(), told.message(), failure.getCause());
      exchange.noteError(told.code());
      answer = Rpc.error(id, RpcException.INTERNAL_ERROR, told);
    } catch (DataAccessException failure) {
      exchange.noteError(ServiceException.UNAVAILABLE);
      answer = Rpc.error(id, RpcException.INTERNAL_ERROR, Failures.database(failure));
    } catch (IOException clientLeft) {
      log.debug("the client left", clientLeft);
      exchange.noteError("caller_left");
      exchange.record(Exchange.CALLER_LEFT);
      return null;
    }
    if (!stream.isOpen()) {
      return answer(HttpStatus.OK, answer);
    }
    try {
      exchange.record(HttpStatus.OK.value());
    } catch (ServiceException unrecorded) {
      log.error("an audit record could not be written", unrecorded);
      answer = Rpc.error(id, RpcException.INTERNAL_ERROR, unrecorded);
    }
    try {
      stream.send(answer);
    } catch (IOException clientLeft) {
      log.debug("the client left", clientLeft);
    }
    return null;
  }

  private ObjectNode result(
      Exchange exchange, Session session, JsonNode message, ToolCalls.Client client)
      throws IOException {
    JsonNode parameters = message.path("params");
    return switch (message.path("method").asString("")) {
      case "ping" -> JsonNodeFactory.instance.objectNode();
      case "tools/list" -> {
        JsonNode cursor = parameters.path("cursor");
        yield tools.list(exchange, cursor.isString() ? cursor.asString() : null);
      }
      case "tools/call" -> calls.call(exchange, session, parameters, client);
      default ->
          throw new RpcException(
              RpcException.METHOD_NOT_FOUND,
              "This server has tools; it does not know this method.");
    };
  }

  private static ResponseEntity<ObjectNode> answer(HttpStatus status, ObjectNode body) {
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(body);
  }

  private static ResponseEntity<ObjectNode> sessionNotFound(@Nullable JsonNode id) {
    return answer(
        HttpStatus.NOT_FOUND,
        Rpc.error(id, SESSION_NOT_FOUND, "There is no such session (any more); begin a new one."));
  }

  private static ResponseEntity<ObjectNode> foreignOrigin() {
    return answer(
        HttpStatus.FORBIDDEN,
        Rpc.error(
            null,
            RpcException.INVALID_REQUEST,
            "Pages of this origin may not call this server; hearth.gateway.mcp.allowed-origins"
                + " says which may."));
  }

  /** The answer as a stream of events, opened only once something must be asked. */
  private static final class Stream implements ToolCalls.Client {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Exchange exchange;
    private boolean open;

    Stream(HttpServletRequest request, HttpServletResponse response, Exchange exchange) {
      this.request = request;
      this.response = response;
      this.exchange = exchange;
    }

    boolean isOpen() {
      return open;
    }

    @Override
    public boolean canAsk() {
      return accepts(request, "text/event-stream");
    }

    @Override
    public void ask(ObjectNode question) throws IOException {
      if (!open) {
        open = true;
        exchange.permit().limits().apply(response);
        response.setStatus(HttpStatus.OK.value());
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no");
      }
      send(question);
    }

    @Override
    public void stay() throws IOException {
      write(": waiting\n\n");
    }

    void send(ObjectNode message) throws IOException {
      write("event: message\ndata: " + message + "\n\n");
    }

    private void write(String text) throws IOException {
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      response.flushBuffer();
    }
  }
}
