package dev.hearth.base;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What all services share.
 *
 * @param serviceSecret the secret with which the gateway signs service tokens and the others verify
 *     them, at least 32 characters; the same for all services
 * @param requestTimeout the total time a request may take where its sender set no deadline
 */
@Validated
@ConfigurationProperties("hearth")
public record ServiceProperties(
    @NotNull @Size(min = 32, message = "must have at least 32 characters") String serviceSecret,
    @DefaultValue("120s") Duration requestTimeout) {

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "ServiceProperties[requestTimeout=" + requestTimeout + "]";
  }
}
