package dev.hearth.moderation.guard;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The guard model, which is off unless it has an address.
 *
 * @param url where an OpenAI-compatible engine answers, up to and with {@code /v1}; nothing leaves
 *     the guard model out
 * @param model the model's name on that engine, such as {@code llama-guard3}
 * @param template what the model was trained to be asked and to answer
 * @param apiKey what the engine wants as a bearer token, if it wants one
 * @param from the encoder's score from which the guard model is asked
 * @param to the encoder's score from which it is no longer asked: the encoder is sure then
 * @param timeout how long it may take, within the request's deadline
 * @param onFailure what holds where it gives no usable answer in time
 */
@Validated
@ConfigurationProperties("hearth.moderation.guard")
public record GuardProperties(
    @Nullable URI url,
    @DefaultValue("llama-guard3") String model,
    @DefaultValue("llama-guard") Template template,
    @Nullable String apiKey,
    @DefaultValue("0.25") @DecimalMin("0") @DecimalMax("1") double from,
    @DefaultValue("0.75") @DecimalMin("0") @DecimalMax("1") double to,
    @DefaultValue("3s") Duration timeout,
    @DefaultValue("encoder") OnFailure onFailure) {

  /** What holds where the guard model gives no usable answer. */
  public enum OnFailure {
    /** The encoder's verdict. */
    ENCODER,
    /** No verdict: the request is refused (503). */
    REFUSE
  }

  /** Checks the band and the time. */
  public GuardProperties {
    if (from >= to) {
      throw new IllegalArgumentException("hearth.moderation.guard.from must be below .to");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("hearth.moderation.guard.timeout must be above zero");
    }
  }
}
