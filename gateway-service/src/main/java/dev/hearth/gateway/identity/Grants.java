package dev.hearth.gateway.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which models and plugins a caller may name.
 *
 * @param models the ids of the models; null means every one
 * @param plugins the names of the plugins; null means every one that the team has
 */
public record Grants(@Nullable Set<String> models, @Nullable Set<String> plugins) {

  /** Everything. */
  public static final Grants ALL = new Grants(null, null);

  /** Copies the sets. */
  public Grants {
    models = models == null ? null : Set.copyOf(models);
    plugins = plugins == null ? null : Set.copyOf(plugins);
  }

  /** Whether this model may be used and seen. */
  public boolean model(String id) {
    return models == null || models.contains(id);
  }

  /** Whether this plugin may be used and seen. */
  public boolean plugin(String name) {
    return plugins == null || plugins.contains(name);
  }
}
