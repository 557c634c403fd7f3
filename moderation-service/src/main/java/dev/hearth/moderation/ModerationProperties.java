package dev.hearth.moderation;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What a request may ask for. What is over a bound is refused, never cut.
 *
 * @param maxCharacters how long one text may be, in UTF-16 code units
 * @param maxItems how many texts one request may hold
 * @param maxBody how large a request's body may be
 * @param policyCache how long a team's policy is remembered, and so how long other instances go on
 *     by a policy that one replaced
 * @param eventsKept how long verdicts are kept for reviewers
 * @param encoderWorkers how many windows of text the encoder may judge at the same time, each by a
 *     thread of its own; 0 leaves the encoder out
 */
@Validated
@ConfigurationProperties("hearth.moderation")
public record ModerationProperties(
    @DefaultValue("1048576") @Positive int maxCharacters,
    @DefaultValue("1024") @Positive int maxItems,
    @DefaultValue("16MB") DataSize maxBody,
    @DefaultValue("5s") Duration policyCache,
    @DefaultValue("30d") Duration eventsKept,
    @DefaultValue("2") @PositiveOrZero int encoderWorkers) {}
