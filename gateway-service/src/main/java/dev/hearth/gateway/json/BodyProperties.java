package dev.hearth.gateway.json;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large bodies may be.
 *
 * @param maxRequestSize the largest body of a request; a larger one is answered 413
 * @param maxForwardedAnswer the largest answer of another service that is passed on to a caller
 */
@ConfigurationProperties("hearth.gateway.body")
public record BodyProperties(
    @DefaultValue("8MB") DataSize maxRequestSize,
    @DefaultValue("32MB") DataSize maxForwardedAnswer) {}
