package dev.hearth.base;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

class ServiceTokensTest {

  private static final Caller CALLER =
      new Caller("key-1", "default", Set.of(Scope.CHAT, Scope.ADMIN), "req-1");

  private final ServiceTokens tokens = new ServiceTokens("0123456789abcdef0123456789abcdef");

  @Test
  void aTokenSaysWhoCallsAndMayWhat() {
    String token = tokens.mint(CALLER, Instant.now().plusSeconds(5));

    assertThat(ServiceTokens.caller(tokens.decoder().decode(token))).isEqualTo(CALLER);
  }

  @Test
  void aTokenOfAnotherSecretIsRefused() {
    String token =
        new ServiceTokens("fedcba9876543210fedcba9876543210")
            .mint(CALLER, Instant.now().plusSeconds(5));

    assertThatThrownBy(() -> tokens.decoder().decode(token)).isInstanceOf(JwtException.class);
  }

  @Test
  void anExpiredTokenIsRefused() {
    String token = tokens.mint(CALLER, Instant.now().minusSeconds(120));

    assertThatThrownBy(() -> tokens.decoder().decode(token)).isInstanceOf(JwtException.class);
  }

  @Test
  void aTokenWithoutOrWithAnotherAlgorithmIsRefused() {
    String token = tokens.mint(CALLER, Instant.now().plusSeconds(5));
    String payload = token.substring(token.indexOf('.'), token.lastIndexOf('.'));
    for (String header : new String[] {"{\"alg\":\"none\"}", "{\"alg\":\"HS512\"}"}) {
      String forged =
          Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(US_ASCII))
              + payload
              + token.substring(token.lastIndexOf('.'));

      assertThatThrownBy(() -> tokens.decoder().decode(forged))
          .as(header)
          .isInstanceOf(BadJwtException.class);
    }
  }

  @Test
  void whateverIsNoTokenIsRefusedAsABadOne() {
    String token = tokens.mint(CALLER, Instant.now().plusSeconds(5));
    for (String bad :
        new String[] {
          "",
          ".",
          "..",
          "a.b.c",
          token.substring(0, token.lastIndexOf('.')),
          token.substring(0, token.lastIndexOf('.') + 1),
          token + "x",
          "x" + token,
          token.replace('.', ' ')
        }) {
      assertThatThrownBy(() -> tokens.decoder().decode(bad))
          .as(bad)
          .isInstanceOf(BadJwtException.class);
    }
  }

  @Test
  void anyChangeOfTheClaimsIsNoticed() {
    String token = tokens.mint(CALLER, Instant.now().plusSeconds(5));
    int first = token.indexOf('.');
    for (int i = first + 1; i < token.lastIndexOf('.'); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);

      assertThatThrownBy(() -> tokens.decoder().decode(changed))
          .isInstanceOf(BadJwtException.class);
    }
  }
}
