package dev.hearth.gateway.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is done about guessing keys.
 *
 * @param attempts wrong credentials that one source may show within the window before it is locked
 *     out; credentials that were good from there before are still taken, and tokens whose signature
 *     is good
 * @param window in which they are counted
 * @param lockout for how long the source is locked out the first time; twice as long each time it
 *     goes on, up to sixteen times
 * @param sources how many sources are remembered
 */
@Validated
@ConfigurationProperties("hearth.gateway.guessing")
record GuessProperties(
    @DefaultValue("20") @Positive @Max(10_000) int attempts,
    @DefaultValue("1m") Duration window,
    @DefaultValue("1m") Duration lockout,
    @DefaultValue("50000") @Positive @Max(10_000_000) int sources) {}
