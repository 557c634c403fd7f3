package dev.hearth.gateway.chat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How chat completions are made.
 *
 * @param automaticTools how many tools the model is shown where plugins are {@code auto}
 * @param assumedAnswerTokens the length of an answer that is reserved where the caller set no limit
 * @param silence how long a streamed answer's first part is waited for in silence. What fails
 *     within it is answered with its HTTP status; after it the stream begins with a comment, by
 *     which a caller who left is noticed, and what fails then is an event
 */
@Validated
@ConfigurationProperties("hearth.gateway.chat")
record ChatProperties(
    @DefaultValue("8") @Min(1) @Max(64) int automaticTools,
    @DefaultValue("512") @Positive int assumedAnswerTokens,
    @DefaultValue("5s") @NotNull Duration silence) {}
