package dev.hearth.gateway.admission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much is taken on.
 *
 * @param requestsPerMinute requests that one key may make in a minute
 * @param tokensPerMinute tokens, read and generated together, that one key may use in a minute
 * @param maxConcurrentRequests requests to {@code /v1} that the gateway works on at the same time;
 *     more are answered 503 at once
 */
@Validated
@ConfigurationProperties("hearth.gateway.admission")
record AdmissionProperties(
    @DefaultValue("3000") @Positive @Max(1_000_000_000) long requestsPerMinute,
    @DefaultValue("1000000") @Positive @Max(1_000_000_000) long tokensPerMinute,
    @DefaultValue("512") @Positive int maxConcurrentRequests) {}
