package dev.hearth.gateway.screening;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Screening, as far as it can be set.
 *
 * @param unscreenedForMeasurement passes every text unscreened, to measure what the rest costs.
 *     Only where the gateway listens on loopback alone ({@code server.address}), else it does not
 *     start; it is then never ready, and every answer says so in {@code x-hearth-unscreened}
 */
@ConfigurationProperties("hearth.gateway")
record ScreeningProperties(@DefaultValue("false") boolean unscreenedForMeasurement) {}
