package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
}
