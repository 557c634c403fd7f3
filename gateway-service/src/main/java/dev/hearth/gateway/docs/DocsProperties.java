package dev.hearth.gateway.docs;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether the API describes itself.
 *
 * @param enabled whether {@code /v3/api-docs} and {@code /swagger-ui/} are served, to everyone
 */
@ConfigurationProperties("hearth.gateway.docs")
record DocsProperties(@DefaultValue("true") boolean enabled) {}
