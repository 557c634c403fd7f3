package dev.hearth.base;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * The short-lived tokens (JWT, HS256) by which services know on whose behalf they work. The gateway
 * mints one for each request; every service verifies it and forwards it unchanged. Thread-safe.
 */
public final class ServiceTokens {

  private static final String ISSUER = "hearth-gateway";
  private static final String TEAM = "team";
  private static final String SCOPE = "scope";

  private final JwtEncoder encoder;
  private final JwtDecoder decoder;

  ServiceTokens(String secret) {
    SecretKey key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    encoder = new NimbusJwtEncoder(new ImmutableSecret<>(key));
    decoder = NimbusJwtDecoder.withSecretKey(key).macAlgorithm(MacAlgorithm.HS256).build();
  }

  /**
   * Signs a token for one request.
   *
   * @param caller on whose behalf the request is made
   * @param expires the request's deadline; the token is good until then
   */
  public String mint(Caller caller, Instant expires) {
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .issuer(ISSUER)
            .subject(caller.subject())
            .id(caller.requestId())
            .claim(TEAM, caller.team())
            .claim(SCOPE, String.join(" ", caller.scopes().stream().map(Scope::text).toList()))
            .expiresAt(expires)
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }

  JwtDecoder decoder() {
    return decoder;
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
