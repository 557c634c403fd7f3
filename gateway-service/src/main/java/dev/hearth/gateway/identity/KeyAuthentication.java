package dev.hearth.gateway.identity;

import java.io.Serial;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * A request that showed a good API key or token; its authorities are the names of its scopes. A
 * suspended caller's has none and is not authenticated: such a request is admitted and recorded as
 * theirs, and then refused.
 */
public final class KeyAuthentication extends AbstractAuthenticationToken {

  @Serial private static final long serialVersionUID = 1;

  private final transient Identity identity;

  /** Authenticates this caller. */
  KeyAuthentication(Identity identity) {
    this(
        identity,
        identity.scopes().stream().map(scope -> new SimpleGrantedAuthority(scope.text())).toList());
    setAuthenticated(true);
  }

  private KeyAuthentication(Identity identity, List<SimpleGrantedAuthority> authorities) {
    super(authorities);
    this.identity = identity;
  }

  static KeyAuthentication suspended(Identity identity) {
    return new KeyAuthentication(identity, List.of());
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
