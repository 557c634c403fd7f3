package dev.hearth.gateway.identity;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
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
    URI configured = issuer.jwkSetUri();
    String keys = get(configured == null ? discover() : configured);
    try {
      return JWKSet.parse(keys);
    } catch (ParseException nonsense) {
      throw new JWKSetParseException("what is published is no JWK set", nonsense);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private URI discover() throws JWKSetUnavailableException {
    String base = issuer.issuer().replaceAll("/+$", "");
    try {
      JsonNode document =
          mapper.readTree(get(URI.create(base + "/.well-known/openid-configuration")));
      // Whoever can answer here must be the issuer itself (section 4.3).
      if (!document.path("issuer").asString("").equals(issuer.issuer())) {
        throw new JWKSetUnavailableException("the discovery document is another issuer's");
      }
      return URI.create(document.path("jwks_uri").asString(""));
    } catch (JacksonException | IllegalArgumentException nonsense) {
      throw new JWKSetUnavailableException("the discovery document cannot be read", nonsense);
    }
  }

  private String get(URI address) throws JWKSetUnavailableException {
    CompletableFuture<String> answer;
    try {
      answer =
          client
              .sendAsync(
                  HttpRequest.newBuilder(address).header("Accept", "application/json").build(),
                  HttpResponse.BodyHandlers.ofInputStream())
              .thenApplyAsync(
                  PublishedKeys::read, task -> Thread.ofVirtual().name("oidc-keys").start(task));
    } catch (IllegalArgumentException notHttp) {
      throw new JWKSetUnavailableException("the address of the keys is no http address", notHttp);
    }
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      answer.cancel(true);
      throw new JWKSetUnavailableException("the issuer's keys cannot be fetched", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new JWKSetUnavailableException("the issuer's keys were not fetched", interrupted);
    }
  }

  private static String read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(LARGEST + 1);
      if (response.statusCode() != 200 || bytes.length > LARGEST) {
        throw new java.io.UncheckedIOException(
            new IOException("the issuer answered " + response.statusCode()));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException brokeOff) {
      throw new java.io.UncheckedIOException(brokeOff);
    }
  }
}
