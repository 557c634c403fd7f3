package dev.hearth.inference.queue;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How teams share the engines.
 *
 * @param weights by team: one of weight 2 is served twice as often as one of weight 1 while both
 *     wait; a team that is not named has weight 1
 * @param remoteWaiting how many requests may wait for the servers of one remote engine before more
 *     are refused
 * @param embeddingWaiting how many requests may wait for the embedding model in this process before
 *     more are refused
 */
@Validated
@ConfigurationProperties("hearth.inference.queue")
public record QueueProperties(
    @DefaultValue Map<String, @DecimalMin("0.01") Double> weights,
    @DefaultValue("64") @PositiveOrZero int remoteWaiting,
    @DefaultValue("256") @PositiveOrZero int embeddingWaiting) {

  /** Copies the weights. */
  public QueueProperties {
    weights = Map.copyOf(weights);
  }

  /** The weight of a team. */
  public double weight(String team) {
    return weights.getOrDefault(team, 1.0);
  }
}
