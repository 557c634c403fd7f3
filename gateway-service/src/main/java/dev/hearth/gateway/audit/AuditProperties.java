package dev.hearth.gateway.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The audit records.
 *
 * @param key the secret that seals the records and encrypts kept content, at least 32 characters;
 *     the same for all gateways. Without one it is derived from the service secret, and a new
 *     service secret then begins chains that are sealed otherwise
 * @param retention after so long records are deleted, by whole months; 0 keeps them for good
 * @param queue records that wait to be written at most; with more, requests are answered 503
 * @param batch records that are committed together at most
 * @param timeout how long a request waits for its record before it is answered 503
 * @param readTimeout how long the database may be silent to whoever reads or verifies records
 */
@Validated
@ConfigurationProperties("hearth.gateway.audit")
record AuditProperties(
    @Nullable String key,
    @DefaultValue("400d") Duration retention,
    @DefaultValue("4096") @Min(1) @Max(1_000_000) int queue,
    @DefaultValue("256") @Min(1) @Max(10_000) int batch,
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("5m") Duration readTimeout) {

  AuditProperties {
    if (key != null && !key.isEmpty() && key.length() < 32) {
      throw new IllegalArgumentException(
          "hearth.gateway.audit.key must have at least 32 characters");
    }
    if (retention.isNegative()
        || !timeout.isPositive()
        || readTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || readTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "hearth.gateway.audit has a duration that is too short or too long");
    }
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "AuditProperties[retention=" + retention + ", queue=" + queue + ", batch=" + batch + "]";
  }
}
