package dev.hearth.gateway.embedding;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much is embedded at once.
 *
 * @param maxInputs texts in one request; more are refused
 */
@Validated
@ConfigurationProperties("hearth.gateway.embedding")
record EmbeddingProperties(@DefaultValue("2048") @Positive @Max(100_000) int maxInputs) {}
