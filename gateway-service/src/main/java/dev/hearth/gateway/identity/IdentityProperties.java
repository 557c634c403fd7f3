package dev.hearth.gateway.identity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are known.
 *
 * @param adminKey the first administrator's API key, 24 to 200 printable ASCII characters; another
 *     value at a later start replaces it. Empty: at the first start one is generated
 * @param keyCacheTime how long a verified key is remembered, and so how long other gateways accept
 *     a key that one revoked
 */
@ConfigurationProperties("hearth.gateway")
record IdentityProperties(
    @DefaultValue("") String adminKey, @DefaultValue("5s") Duration keyCacheTime) {

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "IdentityProperties[keyCacheTime=" + keyCacheTime + "]";
  }
}
