package dev.hearth.base;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The short-lived tokens (JWT, HS256) by which services know on whose behalf they work. The gateway
 * mints one for each request; every service verifies it and forwards it unchanged. Thread-safe.
 *
 * <p>Signed and verified here rather than by Nimbus: every request is signed once and verified at
 * each hop, and of JWT only this one form is needed (docs/performance.md has the figures). The
 * header has to be this very one, so there is no algorithm to be talked into.
 */
public final class ServiceTokens {

  private static final String ISSUER = "hearth-gateway";
  private static final String TEAM = "team";
  private static final String SCOPE = "scope";
  private static final String HMAC = "HmacSHA256";
  private static final Map<String, Object> HEADER = Map.of("alg", "HS256");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String ENCODED_HEADER =
      ENCODER.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII));

  /** Clocks of two machines may differ by so much. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final SecretKey key;

  ServiceTokens(String secret) {
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC);
  }

  /**
   * Signs a token for one request.
   *
   * @param caller on whose behalf the request is made
   * @param expires the request's deadline; the token is good until then
   */
  public String mint(Caller caller, Instant expires) {
    ObjectNode claims = JsonMapper.shared().createObjectNode();
    claims.put("iss", ISSUER);
    claims.put("sub", caller.subject());
    claims.put("jti", caller.requestId());
    claims.put(TEAM, caller.team());
    claims.put(SCOPE, String.join(" ", caller.scopes().stream().map(Scope::text).toList()));
    claims.put("exp", expires.getEpochSecond());
    String signed =
        ENCODED_HEADER
            + "."
            + ENCODER.encodeToString(JsonMapper.shared().writeValueAsBytes(claims));
    return signed + "." + ENCODER.encodeToString(signature(signed));
  }

  JwtDecoder decoder() {
    return this::verified;
  }

  /**
   * The caller that a token names.
   *
   * @throws ServiceException 401 if it is no good one
   */
  Caller caller(String token) {
    try {
      return caller(verified(token));
    } catch (BadJwtException refused) {
      throw RefusalProblems.unauthorized(new InvalidBearerTokenException("not good", refused));
    }
  }

  private Jwt verified(String token) {
    int first = token.indexOf('.');
    int second = token.lastIndexOf('.');
    if (first < 0 || second <= first || !token.substring(0, first).equals(ENCODED_HEADER)) {
      throw new BadJwtException("not a service token");
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(second + 1));
      if (!MessageDigest.isEqual(signature, signature(token.substring(0, second)))) {
        throw new BadJwtException("the signature is wrong");
      }
      return jwt(token, Base64.getUrlDecoder().decode(token.substring(first + 1, second)));
    } catch (IllegalArgumentException | JacksonException malformed) {
      throw new BadJwtException("not a service token", malformed);
    }
  }

  private static Jwt jwt(String token, byte[] payload) {
    JsonNode claims = JsonMapper.shared().readTree(payload);
    Map<String, Object> values = new HashMap<>();
    for (String name : new String[] {"iss", "sub", "jti", TEAM, SCOPE}) {
      JsonNode value = claims.path(name);
      if (value.isString()) {
        values.put(name, value.stringValue());
      }
    }
    long seconds = claims.path("exp").asLong(0);
    Instant expires = Instant.ofEpochSecond(seconds);
    if (!ISSUER.equals(values.get("iss")) || Instant.now().isAfter(expires.plus(SKEW))) {
      throw new BadJwtException("the token has expired, or is not the gateway's");
    }
    values.put("exp", expires);
    return new Jwt(token, null, expires, HEADER, values);
  }

  private byte[] signature(String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", impossible);
    }
  }

  /** Reads a verified token. */
  static Caller caller(Jwt token) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    String granted = Objects.requireNonNullElse(token.getClaimAsString(SCOPE), "");
    for (String scope : granted.split(" ")) {
      if (!scope.isEmpty()) {
        scopes.add(Scope.of(scope));
      }
    }
    return new Caller(
        Objects.requireNonNull(token.getSubject(), "sub"),
        Objects.requireNonNull(token.getClaimAsString(TEAM), TEAM),
        scopes,
        Objects.requireNonNull(token.getId(), "jti"));
  }
}
