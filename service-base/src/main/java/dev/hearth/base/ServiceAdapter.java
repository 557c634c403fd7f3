package dev.hearth.base;

import dev.hearth.contracts.Hop;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpRequestValues;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries out the calls of a contract's interface, behind the service's {@link HopGuard}: JSON
 * there and back, a {@link ServiceException} for whatever goes wrong. It stands where a RestClient
 * could, with fewer layers (docs/performance.md).
 */
final class ServiceAdapter implements HttpExchangeAdapter {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int LARGEST_PROBLEM = 64 << 10;

  /** Before a call is made once more; the half of it or more. */
  private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

  private final HttpCalls calls;
  private final HopGuard guard;
  private final boolean repeatable;
  private final JsonMapper mapper;
  private final ObservationRegistry observations;
  private final String service;
  private final String base;
  private final Map<String, URI> fixed = new ConcurrentHashMap<>();

  ServiceAdapter(
      HttpCalls calls,
      HopGuard guard,
      boolean repeatable,
      JsonMapper mapper,
      ObservationRegistry observations,
      String service,
      URI base) {
    this.calls = calls;
    this.guard = guard;
    this.repeatable = repeatable;
    this.mapper = mapper;
    this.observations = observations;
    this.service = service;
    this.base = base.toString().replaceFirst("/+$", "");
  }

  @Override
  public boolean supportsRequestAttributes() {
    return false;
  }

  @Override
  public void exchange(HttpRequestValues values) {
    exchangeForBodilessEntity(values);
  }

  @Override
  public HttpHeaders exchangeForHeaders(HttpRequestValues values) {
    return exchangeForBodilessEntity(values).getHeaders();
  }

  @Override
  public <T> T exchangeForBody(HttpRequestValues values, ParameterizedTypeReference<T> type) {
    return whole(values, answer -> decoded(answer, type));
  }

  @Override
  public ResponseEntity<Void> exchangeForBodilessEntity(HttpRequestValues values) {
    return whole(
        values,
        answer -> {
          answer.body().readAllBytes();
          return ResponseEntity.status(answer.status()).headers(headers(answer)).build();
        });
  }

  @Override
  @SuppressWarnings("unchecked") // T is InputStream where the type says so.
  public <T> ResponseEntity<T> exchangeForEntity(
      HttpRequestValues values, ParameterizedTypeReference<T> type) {
    if (type.getType() == InputStream.class) {
      return (ResponseEntity<T>) streamed(values);
    }
    return whole(
        values,
        answer ->
            ResponseEntity.status(answer.status())
                .headers(headers(answer))
                .body(decoded(answer, type)));
  }

  /** What is made of an answer. */
  private interface Reading<T> {
    T of(HttpCalls.Answer answer) throws IOException;
  }

  private <T> T whole(HttpRequestValues values, Reading<T> reading) {
    Outgoing outgoing = outgoing(values);
    try {
      return attempted(
          outgoing,
          () ->
              guard.call(
                  () -> {
                    try (HttpCalls.Answer answer = send(outgoing, guard.silence())) {
                      return reading.of(answer);
                    }
                  }));
    } catch (IOException failure) {
      throw guard.unanswered(failure);
    }
  }

  private ResponseEntity<InputStream> streamed(HttpRequestValues values) {
    Outgoing outgoing = outgoing(values);
    try {
      return attempted(
          outgoing,
          () ->
              guard.stream(
                  () -> {
                    HttpCalls.Answer answer = send(outgoing, guard.streamSilence());
                    return ResponseEntity.status(answer.status())
                        .headers(headers(answer))
                        .body(answer.body());
                  }));
    } catch (IOException failure) {
      throw guard.unanswered(failure);
    }
  }

  /**
   * Makes a call, and once more where the first was not processed for certain, or where it does no
   * harm that it may have been. Not after a timeout: there the time is lacking.
   */
  private static <T> T attempted(Outgoing outgoing, HopGuard.Call<T> call) throws IOException {
    try {
      return call.make();
    } catch (HttpTimeoutException late) {
      throw late;
    } catch (IOException failure) {
      boolean again = failure instanceof ConnectException || outgoing.repeatable;
      if (failure instanceof HopGuard.UnusableAnswer
          || !again
          || Thread.currentThread().isInterrupted()
          || outgoing.end - System.nanoTime() < RETRY_PAUSE.multipliedBy(2).toNanos()) {
        throw failure;
      }
      pause();
      return call.make();
    }
  }

  private static void pause() throws IOException {
    try {
      // Apart, so that many callers of a service that restarts do not come in one wave.
      Thread.sleep(
          ThreadLocalRandom.current().nextLong(RETRY_PAUSE.toMillis() / 2)
              + 1
              + RETRY_PAUSE.toMillis() / 2);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** A request as it goes out, perhaps twice. */
  private static final class Outgoing {

    private final String method;
    private final URI uri;
    private final String path;
    private final Map<String, String> headers;
    private final byte[] body;
    private final long end;
    private final boolean repeatable;

    Outgoing(
        String method,
        URI uri,
        String path,
        Map<String, String> headers,
        byte[] body,
        long end,
        boolean repeatable) {
      this.method = method;
      this.uri = uri;
      this.path = path;
      this.headers = headers;
      this.body = body;
      this.end = end;
      this.repeatable = repeatable;
    }
  }

  private Outgoing outgoing(HttpRequestValues values) {
    Object content = values.getBodyValue();
    Map<String, String> headers = new LinkedHashMap<>(values.getHeaders().toSingleValueMap());
    String method = Objects.requireNonNull(values.getHttpMethod(), "method").name();
    String left = headers.get(Hop.DEADLINE_HEADER);
    Duration time = left == null ? LONGEST : Duration.ofMillis(Long.parseLong(left));
    return new Outgoing(
        method,
        uri(values),
        Objects.requireNonNull(values.getUriTemplate(), "path"),
        headers,
        content == null ? new byte[0] : mapper.writeValueAsBytes(content),
        System.nanoTime() + time.toNanos(),
        repeatable || method.equals("GET"));
  }

  private HttpCalls.Answer send(Outgoing outgoing, Duration silence) throws IOException {
    CallObservation observation =
        CallObservation.start(
            observations, service, outgoing.method, outgoing.path, outgoing.headers);
    HttpCalls.Answer answer;
    try {
      answer =
          calls.send(
              outgoing.method,
              outgoing.uri,
              outgoing.headers,
              outgoing.body,
              Duration.ofNanos(outgoing.end - System.nanoTime()),
              silence);
      observation.answered(answer.status());
    } catch (IOException unreachable) {
      observation.failed(unreachable);
      throw unreachable;
    }
    if (answer.status() >= 300) {
      try (answer) {
        throw refused(answer.status(), answer.body().readNBytes(LARGEST_PROBLEM));
      }
    }
    return answer;
  }

  private URI uri(HttpRequestValues values) {
    String path = Objects.requireNonNull(values.getUriTemplate(), "path");
    if (path.indexOf('{') < 0) {
      return fixed.computeIfAbsent(path, known -> URI.create(base + known));
    }
    return UriComponentsBuilder.fromUriString(base + path)
        .encode()
        .buildAndExpand(values.getUriVariables())
        .toUri();
  }

  private <T> T decoded(HttpCalls.Answer answer, ParameterizedTypeReference<T> type)
      throws IOException {
    // To its end, so that the connection can be used again.
    byte[] body = answer.body().readAllBytes();
    try {
      T value = mapper.readValue(body, mapper.constructType(type.getType()));
      if (value == null) {
        throw new HopGuard.UnusableAnswer("answered nothing", null);
      }
      return value;
    } catch (JacksonException unreadable) {
      throw new HopGuard.UnusableAnswer("gave an answer that cannot be read", unreadable);
    }
  }

  private static HttpHeaders headers(HttpCalls.Answer answer) {
    HttpHeaders headers = new HttpHeaders();
    answer.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
    return headers;
  }

  private ServiceException refused(int code, byte[] body) throws HopGuard.UnusableAnswer {
    HttpStatus status = HttpStatus.resolve(code);
    JsonNode problem = problem(body);
    String name = problem.path("code").asString("");
    if (status == null || !status.isError() || name.isEmpty()) {
      throw new HopGuard.UnusableAnswer("answered " + code, null);
    }
    JsonNode param = problem.path("param");
    JsonNode seconds = problem.path("retryAfter");
    return new ServiceException(
        status,
        name,
        problem.path("detail").asString(status.getReasonPhrase()),
        param.isString() ? param.stringValue() : null,
        seconds.isNumber() ? seconds.asInt() : null,
        null);
  }

  private JsonNode problem(byte[] body) {
    try {
      JsonNode problem = body.length == 0 ? null : mapper.readTree(body);
      return problem == null ? mapper.createObjectNode() : problem;
    } catch (JacksonException notJson) {
      // The answer is still told by its status; its body may be a proxy's page.
      return mapper.createObjectNode();
    }
  }
}
