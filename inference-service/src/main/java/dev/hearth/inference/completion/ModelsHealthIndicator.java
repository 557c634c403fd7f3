package dev.hearth.inference.completion;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while some engine has a model. Thread-safe. */
@Component
final class ModelsHealthIndicator implements HealthIndicator {

  private final Catalogue catalogue;

  ModelsHealthIndicator(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Health health() {
    return catalogue.list().models().isEmpty() ? Health.down().build() : Health.up().build();
  }
}
