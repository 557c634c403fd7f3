package dev.hearth.inference.embedded;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The embedded engine.
 *
 * @param enabled whether it runs at all
 * @param slots how many requests it works on at once; each takes the memory of its context
 * @param queue how many requests may wait for a slot before more are refused
 * @param contextLength tokens that prompt and answer of one request share; at most what the model
 *     was trained for
 * @param threads processor threads; 0 means one for each core
 * @param startTimeout how long loading a model may take
 * @param restartDelay wait before the first restart after a crash; doubled with each further one
 * @param longestRestartDelay what that doubling stops at
 * @param temperature where a request does not say
 * @param topP where a request does not say
 * @param maxTokens of an answer where a request does not say: small models do not always stop
 */
@Validated
@ConfigurationProperties("hearth.inference.embedded")
public record EmbeddedProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("4") @Min(1) @Max(64) int slots,
    @DefaultValue("32") @PositiveOrZero int queue,
    @DefaultValue("4096") @Min(256) int contextLength,
    @DefaultValue("0") @PositiveOrZero int threads,
    @DefaultValue("120s") Duration startTimeout,
    @DefaultValue("200ms") Duration restartDelay,
    @DefaultValue("30s") Duration longestRestartDelay,
    @DefaultValue("0.2") double temperature,
    @DefaultValue("0.9") double topP,
    @DefaultValue("1024") @Min(1) int maxTokens) {}
