package dev.hearth.gateway.identity;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.hearth.contracts.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import tools.jackson.databind.json.JsonMapper;

/** An issuer: verifies its tokens and tells what they are worth here. Thread-safe. */
final class TrustedIssuer implements AutoCloseable {

  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(5);

  private final OidcProperties.Issuer settings;
  private final SparedIssuer published;
  private final NimbusJwtDecoder decoder;

  TrustedIssuer(OidcProperties.Issuer settings, JsonMapper mapper) {
    this.settings = settings;
    published = new SparedIssuer(new PublishedKeys(settings, mapper), settings.keysRefresh());
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(published)
            .cache(settings.keysLifetime().toMillis(), REFRESH_TIMEOUT.toMillis())
            .refreshAheadCache(false)
            .rateLimited(false)
            .outageTolerant(settings.keysGrace().toMillis())
            .build();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()),
            keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    // Claims are the validators' part, below.
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    decoder = new NimbusJwtDecoder(processor);
    JwtTimestampValidator times = new JwtTimestampValidator(settings.clockSkew());
    times.setAllowEmptyExpiryClaim(false);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            List.of(
                times,
                new JwtIssuerValidator(settings.issuer()),
                wants(
                    "the audience is not this gateway",
                    jwt ->
                        jwt.getAudience() != null
                            && jwt.getAudience().stream().anyMatch(settings.audiences()::contains)),
                wants(
                    "there is no subject",
                    jwt -> jwt.getSubject() != null && !jwt.getSubject().isBlank()))));
  }

  @Override
  public void close() throws IOException {
    published.close();
  }

  /**
   * Verifies a token.
   *
   * @throws org.springframework.security.oauth2.jwt.BadJwtException if it is not good
   * @throws org.springframework.security.oauth2.jwt.JwtException if that cannot be told
   */
  Jwt verify(String token) {
    return decoder.decode(token);
  }

  /** The team that a verified token belongs to. */
  Optional<String> team(Jwt token) {
    return values(token, settings.teamClaim(), false).stream()
        .map(value -> settings.teams().isEmpty() ? value : settings.teams().get(value))
        .filter(name -> name != null && AdminTeams.NAME.matcher(name).matches())
        .findFirst()
        .or(() -> Optional.ofNullable(settings.defaultTeam()));
  }

  /** What a verified token allows. */
  Set<Scope> scopes(Jwt token) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    settings.defaultScopes().forEach(text -> scopes.add(Scope.of(text)));
    for (String value : values(token, settings.scopeClaim(), true)) {
      if (!settings.scopes().isEmpty()) {
        settings
            .scopes()
            .getOrDefault(value, List.of())
            .forEach(text -> scopes.add(Scope.of(text)));
      } else if (value.equals(Scope.CHAT.text()) || value.equals(Scope.PLUGINS_WRITE.text())) {
        scopes.add(Scope.of(value));
      }
    }
    return scopes;
  }

  private static List<String> values(Jwt token, String claim, boolean spaced) {
    Object value = claim(token.getClaims(), claim);
    List<String> values = new ArrayList<>();
    if (value instanceof String text) {
      values.addAll(spaced ? List.of(text.split(" ")) : List.of(text));
    } else if (value instanceof Collection<?> list) {
      list.forEach(element -> values.add(String.valueOf(element)));
    }
    return values;
  }

  /** Names of claims may hold dots themselves, as addresses do. */
  private static @Nullable Object claim(Map<?, ?> claims, String path) {
    Object whole = claims.get(path);
    int dot = path.indexOf('.');
    if (whole != null || dot < 0) {
      return whole;
    }
    return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? claim(inner, path.substring(dot + 1))
        : null;
  }

  private static OAuth2TokenValidator<Jwt> wants(
      String otherwise, java.util.function.Predicate<Jwt> rule) {
    return token ->
        rule.test(token)
            ? OAuth2TokenValidatorResult.success()
            : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", otherwise, null));
  }
}
