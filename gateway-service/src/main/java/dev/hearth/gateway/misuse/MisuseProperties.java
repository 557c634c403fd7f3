package dev.hearth.gateway.misuse;

import dev.hearth.gateway.policy.MisusePolicy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When requests look like misuse, where a team's policy says nothing else.
 *
 * @param refusals how many refused requests of one caller within their window raise an alert
 * @param refusalWindow in which they are counted
 * @param similar how many near-alike texts about fraud or extremism of one caller within their
 *     window raise an alert
 * @param similarWindow in which they are counted
 * @param suspend whether an alert suspends the caller
 */
@Validated
@ConfigurationProperties("hearth.gateway.misuse")
record MisuseProperties(
    @DefaultValue("20") @Min(2) @Max(MisusePolicy.MOST_REFUSALS) int refusals,
    @DefaultValue("10m") @NotNull Duration refusalWindow,
    @DefaultValue("5") @Min(2) @Max(MisusePolicy.MOST_SIMILAR) int similar,
    @DefaultValue("1h") @NotNull Duration similarWindow,
    @DefaultValue("false") boolean suspend) {}
