package dev.hearth.gateway.identity;

import dev.hearth.contracts.Scope;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whose tokens are taken besides API keys.
 *
 * @param issuers the OpenID Connect providers that are trusted; a token of any other is refused.
 *     None: only API keys are taken
 */
@Validated
@ConfigurationProperties("hearth.gateway.oidc")
record OidcProperties(@DefaultValue List<@Valid Issuer> issuers) {

  OidcProperties {
    issuers = List.copyOf(issuers);
  }

  /** Two of one name would have it depend on their order what a token is worth. */
  @AssertTrue(message = "every issuer may be named once")
  boolean isUnambiguous() {
    return issuers.stream().map(Issuer::issuer).distinct().count() == issuers.size();
  }

  /**
   * A provider, and what its tokens are worth here.
   *
   * @param issuer its identifier, exactly as in the tokens' {@code iss}
   * @param jwkSetUri where its keys are published; unset: where its discovery document says
   * @param audiences of which a token's {@code aud} must hold one
   * @param algorithms the signature algorithms that are taken, of RS256, RS384, RS512, PS256,
   *     PS384, PS512, ES256, ES384 and ES512; those with a shared secret and none never are
   * @param clockSkew by how much its clock may differ from the gateway's
   * @param keysLifetime how long its keys are used before they are fetched again; a token with a
   *     key that is not among them has them fetched at once
   * @param keysRefresh how often at most that happens, twice in this time
   * @param keysGrace how long its keys stay good while it cannot be reached
   * @param teamClaim the claim that names the team: a text or a list; a path with dots leads into
   *     objects
   * @param teams which team a value of that claim means; empty: the value is the team's name
   * @param defaultTeam the team of a token whose claim names none; unset: such a token is refused
   * @param scopeClaim the claim that names the scopes: a text with spaces between them or a list
   * @param scopes which scopes a value of that claim grants; empty: {@code chat} and {@code
   *     plugins:write} mean themselves, while {@code admin} is granted by a mapping only
   * @param defaultScopes granted by every token
   */
  record Issuer(
      @NotBlank String issuer,
      @Nullable URI jwkSetUri,
      @NotEmpty @DefaultValue List<@NotBlank String> audiences,
      @NotEmpty @DefaultValue({"RS256", "PS256", "ES256"}) List<String> algorithms,
      @NotNull @DefaultValue("30s") Duration clockSkew,
      @NotNull @DefaultValue("5m") Duration keysLifetime,
      @NotNull @DefaultValue("30s") Duration keysRefresh,
      @NotNull @DefaultValue("1h") Duration keysGrace,
      @NotBlank @DefaultValue("team") String teamClaim,
      @DefaultValue Map<String, String> teams,
      @Nullable String defaultTeam,
      @NotBlank @DefaultValue("scope") String scopeClaim,
      @DefaultValue Map<String, List<String>> scopes,
      @DefaultValue List<String> defaultScopes) {

    private static final Set<String> ASYMMETRIC =
        Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    Issuer {
      audiences = List.copyOf(audiences);
      algorithms = List.copyOf(algorithms);
      teams = Map.copyOf(teams);
      scopes = Map.copyOf(scopes);
      defaultScopes = List.copyOf(defaultScopes);
    }

    /** A shared secret or none at all would let anyone sign. */
    @AssertTrue(message = "algorithms must be asymmetric ones: RS, PS or ES with 256, 384 or 512")
    boolean isAsymmetric() {
      return ASYMMETRIC.containsAll(algorithms);
    }

    /** Else keys that have had their time could not be fetched again. */
    @AssertTrue(message = "keys-refresh must be shorter than keys-lifetime")
    boolean isRefreshedInTime() {
      return keysRefresh.compareTo(keysLifetime) < 0;
    }

    /** A misspelt scope would silently grant nothing. */
    @AssertTrue(message = "scopes must be chat, plugins:write or admin")
    boolean isGrantingKnownScopes() {
      return Stream.concat(defaultScopes.stream(), scopes.values().stream().flatMap(List::stream))
          .allMatch(text -> Stream.of(Scope.values()).anyMatch(scope -> scope.text().equals(text)));
    }
  }
}
