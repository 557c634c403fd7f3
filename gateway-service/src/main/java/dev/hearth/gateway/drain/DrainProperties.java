package dev.hearth.gateway.drain;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway stops.
 *
 * @param notice how long it goes on serving after its readiness fell, so that whoever sends it
 *     requests can find that out; new requests are refused after it. How long those that run may
 *     take is {@code spring.lifecycle.timeout-per-shutdown-phase}
 */
@Validated
@ConfigurationProperties("hearth.gateway.drain")
record DrainProperties(@DefaultValue("2s") Duration notice) {

  DrainProperties {
    if (notice.isNegative()) {
      throw new IllegalArgumentException("hearth.gateway.drain.notice is negative");
    }
  }
}
