package dev.hearth.inference.pool;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the servers of remote engines are used.
 *
 * @param maxConcurrent generations that one server is given at the same time, where its own entry
 *     does not say
 * @param healthInterval how often a server is asked for its models, which is its sign of life
 * @param firstTokenTimeout how long a server may take to begin an answer before the next one is
 *     asked
 * @param failureRate percent of failed calls at which a server's circuit breaker opens
 * @param window how many of the last calls that is counted over
 * @param minimumCalls how many calls there must be before the circuit breaker may open
 * @param openTime how long an open circuit breaker keeps calls away before it tries again
 * @param outlierFactor a server that is slower to begin than the median of the others by this
 *     factor is set aside
 * @param outlierFailures so many failures one after the other, and a server is set aside
 * @param ejectionTime how long a server is set aside the first time; the second time twice as long
 */
@Validated
@ConfigurationProperties("hearth.inference.pool")
public record PoolProperties(
    @DefaultValue("8") @Positive int maxConcurrent,
    @NotNull @DefaultValue("2s") Duration healthInterval,
    @NotNull @DefaultValue("60s") Duration firstTokenTimeout,
    @DefaultValue("50") @Min(1) @Max(100) int failureRate,
    @DefaultValue("10") @Positive int window,
    @DefaultValue("4") @Positive int minimumCalls,
    @NotNull @DefaultValue("3s") Duration openTime,
    @DefaultValue("4") @DecimalMin("1.1") double outlierFactor,
    @DefaultValue("3") @Positive int outlierFailures,
    @NotNull @DefaultValue("30s") Duration ejectionTime) {}
