package dev.hearth.base;

import dev.hearth.contracts.Hop;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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
 * Carries out the calls of a contract's interface: JSON there and back, a {@link ServiceException}
 * for whatever goes wrong. It stands where a RestClient could, with fewer layers
 * (docs/performance.md).
 */
final class ServiceAdapter implements HttpExchangeAdapter {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int LARGEST_PROBLEM = 64 << 10;

  private final HttpCalls calls;
  private final JsonMapper mapper;
  private final ObservationRegistry observations;
  private final String service;
  private final String base;
  private final Map<String, URI> fixed = new ConcurrentHashMap<>();

  ServiceAdapter(
      HttpCalls calls,
      JsonMapper mapper,
      ObservationRegistry observations,
      String service,
      URI base) {
    this.calls = calls;
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
    try (HttpCalls.Answer answer = send(values)) {
      return decoded(answer, type);
    } catch (IOException brokeOff) {
      throw failed(brokeOff);
    }
  }

  @Override
  public ResponseEntity<Void> exchangeForBodilessEntity(HttpRequestValues values) {
    try (HttpCalls.Answer answer = send(values)) {
      answer.body().readAllBytes();
      return ResponseEntity.status(answer.status()).headers(headers(answer)).build();
    } catch (IOException brokeOff) {
      throw failed(brokeOff);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // T is InputStream where the type says so.
  public <T> ResponseEntity<T> exchangeForEntity(
      HttpRequestValues values, ParameterizedTypeReference<T> type) {
    if (type.getType() == InputStream.class) {
      HttpCalls.Answer answer = send(values);
      return (ResponseEntity<T>)
          ResponseEntity.status(answer.status()).headers(headers(answer)).body(answer.body());
    }
    try (HttpCalls.Answer answer = send(values)) {
      return ResponseEntity.status(answer.status())
          .headers(headers(answer))
          .body(decoded(answer, type));
    } catch (IOException brokeOff) {
      throw failed(brokeOff);
    }
  }

  private HttpCalls.Answer send(HttpRequestValues values) {
    Object content = values.getBodyValue();
    byte[] body = content == null ? new byte[0] : mapper.writeValueAsBytes(content);
    Map<String, String> headers = new LinkedHashMap<>(values.getHeaders().toSingleValueMap());
    String method = Objects.requireNonNull(values.getHttpMethod(), "method").name();
    CallObservation observation =
        CallObservation.start(
            observations,
            service,
            method,
            Objects.requireNonNull(values.getUriTemplate(), "path"),
            headers);
    HttpCalls.Answer answer;
    String left = headers.get(Hop.DEADLINE_HEADER);
    try {
      answer =
          calls.send(
              method,
              uri(values),
              headers,
              body,
              left == null ? LONGEST : Duration.ofMillis(Long.parseLong(left)));
      observation.answered(answer.status());
    } catch (IOException unreachable) {
      observation.failed(unreachable);
      throw failed(unreachable);
    }
    if (answer.status() >= 300) {
      try (answer) {
        throw refused(answer.status(), answer.body().readNBytes(LARGEST_PROBLEM));
      } catch (IOException brokeOff) {
        throw failed(brokeOff);
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
        throw unavailable("answered nothing", null);
      }
      return value;
    } catch (JacksonException unreadable) {
      throw unavailable("gave an answer that cannot be read", unreadable);
    }
  }

  private static HttpHeaders headers(HttpCalls.Answer answer) {
    HttpHeaders headers = new HttpHeaders();
    answer.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
    return headers;
  }

  private ServiceException refused(int code, byte[] body) {
    HttpStatus status = HttpStatus.resolve(code);
    JsonNode problem = problem(body);
    String name = problem.path("code").asString("");
    if (status == null || !status.isError() || name.isEmpty()) {
      return unavailable("answered " + code, null);
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

  private ServiceException failed(IOException failure) {
    if (failure instanceof HttpTimeoutException) {
      return new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          ServiceException.DEADLINE_EXCEEDED,
          "the " + service + " did not answer in time",
          null,
          1,
          failure);
    }
    return unavailable("cannot be reached", failure);
  }

  private ServiceException unavailable(String what, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "the " + service + " " + what,
        null,
        1,
        cause);
  }
}
