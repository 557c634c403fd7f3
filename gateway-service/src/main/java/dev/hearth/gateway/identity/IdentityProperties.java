package dev.hearth.gateway.identity;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How callers are known.
 *
 * @param adminKey the first administrator's API key, 24 to 200 printable ASCII characters; another
 *     value at a later start replaces it. Empty: at the first start one is generated
 * @param keyCacheTime how long a verified key, a team's policy and the list of suspensions are
 *     remembered, and so how long other gateways accept a key that one revoked or suspended
 * @param lastUseInterval how often the times of keys' last uses are written to the database
 * @param trustedProxies addresses of reverse proxies, as CIDR ranges, whose {@code X-Forwarded-For}
 *     tells where a request comes from; from anywhere else the header is ignored
 */
@ConfigurationProperties("hearth.gateway")
record IdentityProperties(
    @DefaultValue("") String adminKey,
    @DefaultValue("5s") Duration keyCacheTime,
    @DefaultValue("10s") Duration lastUseInterval,
    @DefaultValue List<String> trustedProxies) {

  /** Copies the list. */
  IdentityProperties {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "IdentityProperties[keyCacheTime=" + keyCacheTime + "]";
  }
}
