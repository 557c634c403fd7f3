package dev.hearth.gateway.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys that an issuer publishes, fetched each time they are asked for: from the configured
 * address, or from the one in its discovery document (OpenID Connect Discovery 1.0, section 4).
 * Thread-safe.
 */
final class PublishedKeys implements JWKSetSource<SecurityContext> {

  /** For the discovery document and the keys together. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int LARGEST = 1 << 20;

  private final OidcProperties.Issuer issuer;
  private final JsonMapper mapper;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  PublishedKeys(OidcProperties.Issuer issuer, JsonMapper mapper) {
    this.issuer = issuer;
    this.mapper = mapper;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
      throws JWKSetUnavailableException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    URI configured = issuer.jwkSetUri();
    String keys = get(configured == null ? discover(deadline) : configured, deadline);
    try {
      return JWKSet.parse(keys);
    } catch (ParseException nonsense) {
      throw new JWKSetParseException("what is published is no JWK set", nonsense);
    }
  }

  /** Whose keys they are. */
  String issuer() {
    return issuer.issuer();
  }

  /** Does not wait for what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  private URI discover(long deadline) throws JWKSetUnavailableException {
    String base = issuer.issuer().replaceAll("/+$", "");
    try {
      JsonNode document =
          mapper.readTree(get(URI.create(base + "/.well-known/openid-configuration"), deadline));
      // Whoever can answer here must be the issuer itself (section 4.3).
      if (!document.path("issuer").asString("").equals(issuer.issuer())) {
        throw new JWKSetUnavailableException("the discovery document is another issuer's");
      }
      return URI.create(document.path("jwks_uri").asString(""));
    } catch (JacksonException | IllegalArgumentException nonsense) {
      throw new JWKSetUnavailableException("the discovery document cannot be read", nonsense);
    }
  }

  private String get(URI address, long deadline) throws JWKSetUnavailableException {
    CompletableFuture<HttpResponse<String>> answer;
    try {
      answer =
          client.sendAsync(
              HttpRequest.newBuilder(address).header("Accept", "application/json").build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST));
    } catch (IllegalArgumentException notHttp) {
      throw new JWKSetUnavailableException("the address of the keys is no http address", notHttp);
    }
    try {
      HttpResponse<String> response =
          answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (response.statusCode() != 200) {
        throw new JWKSetUnavailableException("the issuer answered " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException | TimeoutException failure) {
      // Of one that hangs, the connection would stay.
      answer.cancel(true);
      throw new JWKSetUnavailableException("the issuer's keys cannot be fetched", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new JWKSetUnavailableException("the issuer's keys were not fetched", interrupted);
    }
  }
}
