package dev.hearth.gateway.downstream;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services behind the gateway are.
 *
 * @param inferenceUrl the inference-service
 * @param registryUrl the plugin-registry
 * @param moderationUrl the moderation-service
 */
@ConfigurationProperties("hearth.gateway")
public record DownstreamProperties(
    @DefaultValue("http://localhost:8081") URI inferenceUrl,
    @DefaultValue("http://localhost:8082") URI registryUrl,
    @DefaultValue("http://localhost:8083") URI moderationUrl) {}
