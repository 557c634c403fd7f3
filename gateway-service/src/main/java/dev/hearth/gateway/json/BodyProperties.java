package dev.hearth.gateway.json;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large bodies may be, and how long they may take.
 *
 * @param maxRequestSize the largest body of a request; a larger one is answered 413
 * @param maxReadTime how long the body of a request may take to arrive; a slower one is answered
 *     408
 * @param maxForwardedAnswer the largest answer of another service that is passed on to a caller
 */
@ConfigurationProperties("hearth.gateway.body")
public record BodyProperties(
    @DefaultValue("8MB") DataSize maxRequestSize,
    @DefaultValue("30s") Duration maxReadTime,
    @DefaultValue("32MB") DataSize maxForwardedAnswer) {}
