package dev.hearth.gateway.forward;

import dev.hearth.base.HopGuard;
import dev.hearth.base.Hops;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.BodyProperties;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Passes a request on to another service and its answer back, byte by byte, with the service token
 * in the place of the caller's key. Both bodies are held in memory and bounded, so that whatever
 * fails can still be answered properly. Thread-safe.
 */
@Component
class Forwarder {

  private static final Logger log = LoggerFactory.getLogger(Forwarder.class);

  private static final Set<String> REQUEST_HEADERS =
      Set.of(
          "accept",
          "accept-language",
          "content-type",
          "idempotency-key",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-unmodified-since");
  private static final Set<String> RESPONSE_HEADERS =
      Set.of(
          "allow",
          "cache-control",
          "content-disposition",
          "content-language",
          "content-type",
          "etag",
          "last-modified",
          "link",
          "location",
          "retry-after");

  private final Hops hops;
  private final JsonBodies bodies;
  private final JsonMapper mapper;
  private final int limit;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Forwarder(JsonBodies bodies, JsonMapper mapper, BodyProperties properties, Hops hops) {
    this.hops = hops;
    this.bodies = bodies;
    this.mapper = mapper;
    limit = Math.toIntExact(properties.maxForwardedAnswer().toBytes());
  }

  /**
   * Forwards a request under its own path.
   *
   * @param service what the service is called in messages
   * @param base where the service is
   */
  void forward(HttpServletRequest request, HttpServletResponse response, String service, URI base)
      throws IOException {
    forward(request, bodies.bytes(request), response, service, base, UnaryOperator.identity());
  }

  /**
   * Forwards a request whose body was read already.
   *
   * @param change what becomes of the body of a good answer
   */
  void forward(
      HttpServletRequest request,
      byte[] body,
      HttpServletResponse response,
      String service,
      URI base,
      UnaryOperator<byte[]> change)
      throws IOException {
    Exchange exchange = Exchange.of(request);
    Optional<String> subject = ForwardedChange.subject(request);
    @Nullable Object before = null;
    if (subject.isPresent()) {
      exchange.recordAttempt();
      before =
          ForwardedChange.isNew(subject.get())
              ? null
              : look(subject.get(), exchange.hop(), base, service);
    }
    Answer answer = send(outgoing(request, exchange.hop(), base, body), exchange.hop(), service);
    if (subject.isPresent() && answer.status < 400) {
      exchange.noteChange(
          new AdminChange(
              request.getMethod() + " " + request.getRequestURI(),
              subject.get(),
              before,
              ForwardedChange.isNew(subject.get())
                  ? json(answer.body)
                  : look(subject.get(), exchange.hop(), base, service)));
    }
    byte[] changed =
        HttpStatus.OK.value() == answer.status ? change.apply(answer.body) : answer.body;
    // Recorded before the answer goes out, as everywhere.
    exchange.record(answer.status);
    response.setStatus(answer.status);
    answer.headers.forEach((name, values) -> copy(name, values, response));
    response.setContentLength(changed.length);
    response.getOutputStream().write(changed);
  }

  /** How something stands, as everyone may read it; null if it does not exist. */
  private @Nullable Object look(String path, Hop hop, URI base, String service) {
    Answer answer = send(looking(path, hop, base), hop, service);
    return answer.status == HttpStatus.OK.value() ? json(answer.body) : null;
  }

  /** What is recorded of a body; null if it is no JSON, which is for its reader to find. */
  private @Nullable JsonNode json(byte[] body) {
    try {
      return mapper.readTree(body);
    } catch (JacksonException unreadable) {
      log.debug("an answer that is to be recorded is no JSON", unreadable);
      return null;
    }
  }

  private static HttpRequest looking(String path, Hop hop, URI base) {
    return carrying(HttpRequest.newBuilder(URI.create(trimmed(base) + path)), hop).build();
  }

  private static HttpRequest.Builder carrying(HttpRequest.Builder outgoing, Hop hop) {
    return outgoing
        .header(HttpHeaders.AUTHORIZATION, "Bearer " + hop.token())
        .header(Hop.REQUEST_ID_HEADER, hop.requestId())
        .header(Hop.DEADLINE_HEADER, Long.toString(hop.remaining().toMillis()));
  }

  private static String trimmed(URI base) {
    return base.toString().replaceAll("/+$", "");
  }

  private static HttpRequest outgoing(HttpServletRequest request, Hop hop, URI base, byte[] body) {
    String query = request.getQueryString();
    URI target;
    try {
      target =
          new URI(trimmed(base) + request.getRequestURI() + (query == null ? "" : "?" + query));
    } catch (URISyntaxException invalid) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST, "invalid_url", "The address is not valid.", null, null, invalid);
    }
    HttpRequest.Builder outgoing =
        carrying(
            HttpRequest.newBuilder(target)
                .method(
                    request.getMethod(),
                    body.length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body)),
            hop);
    for (String name : REQUEST_HEADERS) {
      String value = request.getHeader(name);
      if (value != null) {
        outgoing.header(name, value);
      }
    }
    return outgoing.build();
  }

  private Answer send(HttpRequest outgoing, Hop hop, String service) {
    HopGuard.Pass pass = hops.to(service).enter();
    try (pass) {
      return send(outgoing, hop, service, pass);
    }
  }

  private Answer send(HttpRequest outgoing, Hop hop, String service, HopGuard.Pass pass) {
    CompletableFuture<Answer> answer =
        client
            .sendAsync(outgoing, HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(this::read, task -> Thread.ofVirtual().start(task));
    try {
      Answer got = answer.get(hop.remaining().toMillis(), TimeUnit.MILLISECONDS);
      // A service that does not take the gateway's token, or fails, is no answer for a caller.
      if (got.status == HttpStatus.UNAUTHORIZED.value()
          || (got.status >= 500 && !wellFormedRetry(got))) {
        pass.failed(new IOException("the " + service + " answered " + got.status));
        throw unavailable(service, "answered " + got.status, null);
      }
      pass.answered();
      return got;
    } catch (ExecutionException failure) {
      pass.failed(failure);
      throw unavailable(service, "could not be asked", failure);
    } catch (TimeoutException late) {
      answer.cancel(true);
      pass.failed(late);
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          ServiceException.DEADLINE_EXCEEDED,
          "The " + service + " did not answer in time.",
          null,
          1,
          late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(service, "could not be asked", interrupted);
    }
  }

  private Answer read(HttpResponse<InputStream> response) {
    try (InputStream source = response.body()) {
      byte[] body = source.readNBytes(limit + 1);
      if (body.length > limit) {
        throw new UncheckedIOException(
            new IOException("an answer is larger than " + limit + " bytes"));
      }
      return new Answer(response.statusCode(), response.headers().map(), body);
    } catch (IOException brokeOff) {
      throw new UncheckedIOException(brokeOff);
    }
  }

  private static boolean wellFormedRetry(Answer answer) {
    return answer.status == HttpStatus.SERVICE_UNAVAILABLE.value()
        && answer.headers.getOrDefault("retry-after", List.of()).stream()
            .anyMatch(value -> value.matches("\\d{1,6}"));
  }

  private static void copy(String name, List<String> values, HttpServletResponse response) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!RESPONSE_HEADERS.contains(lower)) {
      return;
    }
    for (String value : values) {
      response.setHeader(name, lower.equals("location") ? withoutHost(value) : value);
    }
  }

  /** The service's own address is nothing a caller could use. */
  private static String withoutHost(String location) {
    try {
      URI uri = new URI(location);
      if (uri.getHost() == null) {
        return location;
      }
      return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    } catch (URISyntaxException unreadable) {
      log.debug("a service answered a Location that is none", unreadable);
      return "/";
    }
  }

  private static ServiceException unavailable(
      String service, String what, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "The " + service + " " + what + "; try again.",
        null,
        1,
        cause);
  }

  private static final class Answer {

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    Answer(int status, Map<String, List<String>> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }
  }
}
