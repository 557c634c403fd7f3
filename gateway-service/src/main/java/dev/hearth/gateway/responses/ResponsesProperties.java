package dev.hearth.gateway.responses;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How responses are made and kept.
 *
 * @param retention how long a response is kept, unless its request says {@code store: false}
 * @param temperature where a request does not say: a response tells the value that was used
 * @param topP where a request does not say
 */
@Validated
@ConfigurationProperties("hearth.gateway.responses")
record ResponsesProperties(
    @NotNull @DefaultValue("7d") Duration retention,
    @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("2") double temperature,
    @DefaultValue("0.9") @DecimalMin(value = "0", inclusive = false) @DecimalMax("1")
        double topP) {}
