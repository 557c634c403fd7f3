package dev.hearth.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Scope;
import java.io.IOException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tokens (JWT, RFC 7519 and 9068) of the issuers that are trusted. Thread-safe. */
@Component
final class IssuedTokens implements DisposableBean {

  private static final Pattern SHAPE = Pattern.compile("eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*");

  private final Map<String, TrustedIssuer> issuers = new HashMap<>();

  IssuedTokens(OidcProperties properties, JsonMapper mapper) {
    for (OidcProperties.Issuer issuer : properties.issuers()) {
      issuers.put(issuer.issuer(), new TrustedIssuer(issuer, mapper));
    }
  }

  @Override
  public void destroy() throws IOException {
    for (TrustedIssuer issuer : issuers.values()) {
      issuer.close();
    }
  }

  /**
   * A verified token.
   *
   * @param subject whom it names
   * @param scopes what it allows
   */
  record Verified(TokenSubject subject, Set<Scope> scopes) {}

  /** Whether a credential is to be read as a token: it looks like one, and issuers are trusted. */
  boolean looksLikeOne(String credential) {
    return !issuers.isEmpty() && SHAPE.matcher(credential).matches();
  }

  /**
   * Verifies a token.
   *
   * @throws ServiceException 401 {@code invalid_token} if it is not good, 403 {@code no_team} if it
   *     is but belongs to no team, 503 {@code issuer_unavailable} if the issuer's keys cannot be
   *     had
   */
  Verified verify(String token) {
    String name = issuer(token);
    TrustedIssuer issuer = name == null ? null : issuers.get(name);
    if (name == null || issuer == null) {
      throw refused("it is not of an issuer that is trusted here", false, null);
    }
    Jwt verified;
    try {
      verified = issuer.verify(token);
    } catch (JwtValidationException notForUs) {
      // Signed by the issuer, so nobody's guess: expired, mostly.
      throw refused("it has expired, or is not meant for this gateway", true, notForUs);
    } catch (BadJwtException bad) {
      throw refused("its signature is not good", false, bad);
    } catch (JwtException unverifiable) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "issuer_unavailable",
          "The token cannot be verified, since its issuer's keys cannot be had; try again.",
          null,
          5,
          unverifiable);
    }
    String team =
        issuer
            .team(verified)
            .orElseThrow(
                () ->
                    new ServiceException(
                        HttpStatus.FORBIDDEN, "no_team", "The token belongs to no team here."));
    return new Verified(
        TokenSubject.of(name, String.valueOf(verified.getSubject()), team),
        issuer.scopes(verified));
  }

  /** The issuer that a token names, which nobody vouches for yet; null if it names none. */
  private static @Nullable String issuer(String token) {
    try {
      JWTClaimsSet claims = JWTParser.parse(token).getJWTClaimsSet();
      return claims == null ? null : claims.getIssuer();
    } catch (ParseException notAToken) {
      throw refused("it cannot be read", false, notAToken);
    }
  }

  private static ServiceException refused(String why, boolean genuine, @Nullable Throwable cause) {
    return new RefusedCredential(
        "invalid_token", "The token is not valid: " + why + ".", genuine, cause);
  }
}
