package dev.hearth.gateway.mcp;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the plugins are served to MCP clients.
 *
 * @param allowedOrigins origins such as {@code https://chat.example.org} whose pages may call
 *     {@code /mcp} from a browser, beside those of the machine itself
 * @param sessionLifetime how long a session is kept that nobody uses
 * @param sessionsPerKey how many sessions a key has at a time; the oldest give way
 * @param decisionTime the longest a call waits for the user to approve it
 */
@Validated
@ConfigurationProperties("hearth.gateway.mcp")
record McpProperties(
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue("1h") Duration sessionLifetime,
    @DefaultValue("100") @Min(1) @Max(10_000) int sessionsPerKey,
    @DefaultValue("60s") Duration decisionTime) {}
