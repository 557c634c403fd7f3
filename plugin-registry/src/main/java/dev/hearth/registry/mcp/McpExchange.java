package dev.hearth.registry.mcp;

import dev.hearth.registry.egress.EgressClient;
import dev.hearth.registry.egress.EgressRequest;
import dev.hearth.registry.egress.EgressRequest.Header;
import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks streamable HTTP (MCP 2025-11-25, Transports) with one server until a deadline. Each
 * request goes through the egress guard by itself. One thread uses it.
 */
final class McpExchange {

  private static final String NEWEST = "2025-11-25";
  private static final Set<String> KNOWN = Set.of(NEWEST, "2025-06-18", "2025-03-26", "2024-11-05");
  private static final int MOST_REDIRECTS = 3;
  private static final int MOST_MESSAGES = 10_000;
  private static final int MOST_REQUESTS = 20;
  private static final int MOST_RESUMPTIONS = 10;
  private static final int LONGEST_ERROR = 2_000;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  /** What a session is known by: an address, an id if the server gives any, and a version. */
  record Session(URI uri, @Nullable String id, String protocol) {}

  private final EgressClient egress;
  private final McpEndpoint endpoint;
  private final Instant deadline;
  private final int maxBytes;
  private URI uri;
  private @Nullable Session session;
  private boolean listChanged;
  private int requests;
  private int nextId = 1;

  McpExchange(
      EgressClient egress,
      McpEndpoint endpoint,
      Duration within,
      int maxBytes,
      @Nullable Session session) {
    this.egress = egress;
    this.endpoint = endpoint;
    this.maxBytes = maxBytes;
    this.session = session;
    deadline = Instant.now().plus(within);
    uri = session == null ? endpoint.uri() : session.uri();
  }

  @Nullable Session session() {
    return session;
  }

  URI uri() {
    return uri;
  }

  /** Begins a session. */
  McpAnswer initialize() {
    session = null;
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    parameters.put("protocolVersion", NEWEST);
    // Nothing is offered to servers: neither models nor people answer them.
    parameters.putObject("capabilities");
    parameters.putObject("clientInfo").put("name", "hearth").put("version", "1");
    Sent sent = send("initialize", parameters);
    McpAnswer answer = sent.answer();
    if (answer.result() == null) {
      return answer;
    }
    String protocol = answer.result().path("protocolVersion").asString("");
    if (!KNOWN.contains(protocol)) {
      throw new McpException(
          "it speaks version '"
              + Texts.line(protocol, 40)
              + "' of the protocol, which is not known");
    }
    String id = sent.response().headers().get("mcp-session-id");
    if (id != null && (id.length() > 1_000 || !id.chars().allMatch(c -> c > 0x20 && c < 0x7f))) {
      throw new McpException("its session id is not made of visible ASCII characters");
    }
    session = new Session(uri, id, protocol);
    ObjectNode message = message("notifications/initialized", null);
    EgressResponse accepted = post(message, new Messages(0));
    if (!accepted.isSuccess()) {
      throw new McpException(
          "it answered status " + accepted.status() + " to notifications/initialized");
    }
    return answer;
  }

  /** Makes a request within the session. */
  McpAnswer request(String method, ObjectNode parameters) {
    return send(method, parameters).answer();
  }

  /**
   * Whether the answer says that there is no such session (any more), so that nothing was done. The
   * protocol has 404 for it; the examples of its authors answer 400.
   */
  boolean isSessionOver(McpAnswer answer) {
    boolean named =
        answer.error() != null && answer.error().toLowerCase(Locale.ROOT).contains("session");
    return session != null
        && (answer.status() == 404 || (session.id() != null && answer.status() == 400 && named));
  }

  /** Ends the session, for politeness: what comes of it does not matter. */
  void end() {
    if (session != null && session.id() != null) {
      Duration shortest = left().compareTo(FAREWELL) < 0 ? left() : FAREWELL;
      egress.send(outgoing("DELETE", null), endpoint.clearance(), shortest);
    }
  }

  private record Sent(McpAnswer answer, EgressResponse response) {}

  private Sent send(String method, ObjectNode parameters) {
    int id = nextId++;
    ObjectNode message = message(method, parameters).put("id", id);
    Messages messages = new Messages(id);
    EgressResponse response = post(message, messages);
    if (!response.isSuccess()) {
      return new Sent(
          new McpAnswer(
              response.status(), null, Texts.cut(response.text(), LONGEST_ERROR), listChanged),
          response);
    }
    if (response.truncated()) {
      throw new McpException("its answer is larger than allowed");
    }
    JsonNode answer = messages.response;
    for (int i = 0; answer == null && messages.isResumable() && i < MOST_RESUMPTIONS; i++) {
      answer = resumed(messages);
    }
    if (answer == null && !messages.streamed) {
      answer = messages.response(response.text());
    }
    if (answer == null) {
      throw new McpException("it did not answer " + method);
    }
    JsonNode error = answer.path("error");
    return new Sent(
        answer.has("result")
            ? new McpAnswer(response.status(), answer.path("result"), null, listChanged)
            : new McpAnswer(
                response.status(),
                null,
                Texts.cut(error.path("message").asString("an error"), LONGEST_ERROR),
                listChanged),
        response);
  }

  private static ObjectNode message(String method, @Nullable ObjectNode parameters) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("jsonrpc", "2.0").put("method", method);
    if (parameters != null) {
      message.set("params", parameters);
    }
    return message;
  }

  /** Posts a message, following redirects within the server's own origin. */
  private EgressResponse post(ObjectNode message, Messages messages) {
    for (int redirects = 0; ; redirects++) {
      EgressResponse response =
          egress.send(
              outgoing("POST", Content.of(message.toString())),
              endpoint.clearance(),
              left(),
              messages);
      String location = response.headers().get("location");
      boolean moved = response.status() == 307 || response.status() == 308;
      if (!moved || location == null) {
        return response;
      }
      if (redirects == MOST_REDIRECTS) {
        throw new McpException("it redirects too often");
      }
      uri = redirected(location);
    }
  }

  private URI redirected(String location) {
    URI target;
    try {
      target = uri.resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException unreadable) {
      throw new McpException("it redirects to no address", unreadable);
    }
    boolean same =
        Objects.equals(target.getScheme(), uri.getScheme())
            && Objects.equals(target.getRawAuthority(), uri.getRawAuthority());
    if (!same) {
      // Neither arguments nor credentials go to a host that nobody registered.
      throw new McpException("it redirects to another host; register that one's address");
    }
    return target;
  }

  private EgressRequest outgoing(String method, @Nullable Content body) {
    List<Header> headers = new ArrayList<>();
    headers.add(
        new Header(
            "Accept", body == null ? "text/event-stream" : "application/json, text/event-stream"));
    List<Header> secrets = new ArrayList<>(endpoint.secrets());
    if (body != null) {
      headers.add(new Header("Content-Type", "application/json"));
    }
    if (session != null) {
      headers.add(new Header("MCP-Protocol-Version", session.protocol()));
      if (session.id() != null) {
        secrets.add(new Header("Mcp-Session-Id", session.id()));
      }
    }
    return new EgressRequest(method, uri, headers, secrets, body, maxBytes, 0);
  }

  private Duration left() {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Goes on with a stream that the server closed, where it said how. */
  private @Nullable JsonNode resumed(Messages messages) {
    Duration pause = Objects.requireNonNullElse(messages.retry, FIRST_RETRY);
    Duration shortest = pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY;
    try {
      Thread.sleep(shortest.compareTo(left()) < 0 ? shortest : left());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new McpException("the wait for its answer was interrupted", stopped);
    }
    EgressRequest plain = outgoing("GET", null);
    List<Header> headers = new ArrayList<>(plain.headers());
    headers.add(new Header("Last-Event-ID", Objects.requireNonNull(messages.lastId)));
    EgressResponse response =
        egress.send(
            new EgressRequest("GET", uri, headers, plain.secrets(), null, maxBytes, 0),
            endpoint.clearance(),
            left(),
            messages);
    if (!response.isSuccess()) {
      throw new McpException("its answer broke off and cannot be resumed");
    }
    return messages.response;
  }

  /** Answers what a server asks meanwhile: whether anybody is there, and nothing else. */
  private void answer(JsonNode request) {
    if (++requests > MOST_REQUESTS) {
      throw new McpException("it asks too much before it answers");
    }
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("jsonrpc", "2.0").set("id", request.path("id"));
    if (request.path("method").asString("").equals("ping")) {
      reply.putObject("result");
    } else {
      reply.putObject("error").put("code", -32601).put("message", "Method not found");
    }
    post(reply, new Messages(0));
  }

  /** Takes what comes of one request, until its response is among it. */
  private final class Messages implements EgressClient.Reading {

    private final int id;
    private @Nullable JsonNode response;
    private @Nullable String lastId;
    private @Nullable Duration retry;
    private boolean streamed;
    private int count;

    Messages(int id) {
      this.id = id;
    }

    boolean isResumable() {
      return streamed && lastId != null;
    }

    @Override
    public EgressClient.Body read(
        int status, @Nullable String contentType, EgressClient.Bounded body) throws IOException {
      boolean events =
          contentType != null
              && contentType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
      if (!events || status / 100 != 2) {
        return EgressClient.Reading.WHOLE.read(status, contentType, body);
      }
      streamed = true;
      EventStream stream = new EventStream(body);
      for (String data = stream.next(); data != null; data = stream.next()) {
        take(data);
        if (response != null) {
          return new EgressClient.Body(Content.EMPTY, false, false);
        }
      }
      lastId = stream.lastId() == null ? lastId : stream.lastId();
      retry = stream.retry() == null ? retry : stream.retry();
      return new EgressClient.Body(Content.EMPTY, body.isBeyondBound(), !body.isBeyondBound());
    }

    /** The response in a body that is no stream. */
    @Nullable JsonNode response(String text) {
      take(text);
      return response;
    }

    private void take(String data) {
      if (data.isBlank()) {
        return;
      }
      JsonNode message;
      try {
        message = Trees.json(data);
      } catch (Trees.Unreadable unreadable) {
        throw new McpException("its answer is " + unreadable.message(), unreadable);
      }
      if (message.isArray()) {
        message.forEach(this::take);
      } else {
        take(message);
      }
    }

    private void take(JsonNode message) {
      if (++count > MOST_MESSAGES) {
        throw new McpException("it says too much before it answers");
      }
      String method = message.path("method").asString("");
      if (method.equals("notifications/tools/list_changed")) {
        listChanged = true;
      } else if (!method.isEmpty() && message.has("id")) {
        answer(message);
      } else if (method.isEmpty() && isMine(message)) {
        response = message;
      }
    }

    private boolean isMine(JsonNode message) {
      boolean whole = message.has("result") || message.path("error").isObject();
      JsonNode told = message.path("id");
      // A request that could not even be read is answered without its id.
      return whole
          && (told.asString("").equals(Integer.toString(id))
              || (told.isNull() && message.has("error")));
    }
  }
}
