package dev.hearth.gateway.chat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How chat completions are made.
 *
 * @param automaticTools how many tools the model is shown where plugins are {@code auto}
 * @param assumedAnswerTokens the length of an answer that is reserved where the caller set no limit
 */
@Validated
@ConfigurationProperties("hearth.gateway.chat")
record ChatProperties(
    @DefaultValue("8") @Min(1) @Max(64) int automaticTools,
    @DefaultValue("512") @Positive int assumedAnswerTokens) {}
