package dev.hearth.gateway.identity;

import java.io.Serial;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A request that showed a good API key or token; its authorities are the names of its scopes. */
public final class KeyAuthentication extends AbstractAuthenticationToken {

  @Serial private static final long serialVersionUID = 1;

  private final transient Identity identity;

  /** Authenticates this caller. */
  public KeyAuthentication(Identity identity) {
    super(
        identity.scopes().stream().map(scope -> new SimpleGrantedAuthority(scope.text())).toList());
    this.identity = identity;
    setAuthenticated(true);
  }

  @Override
  public Identity getPrincipal() {
    return identity;
  }

  @Override
  public Object getCredentials() {
    return List.of();
  }

  @Override
  public String getName() {
    return identity.keyId().toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyAuthentication that && identity.equals(that.identity);
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity);
  }
}
