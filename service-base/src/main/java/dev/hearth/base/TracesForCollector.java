package dev.hearth.base;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves tracing out where no collector is named: spans that nobody gets took up to a tenth of the
 * processor time of a request (docs/performance.md). Spring Boot asks for it by
 * META-INF/spring.factories.
 */
final class TracesForCollector implements AutoConfigurationImportFilter, EnvironmentAware {

  /** Where spans are sent to. */
  static final String COLLECTOR = "management.opentelemetry.tracing.export.otlp.endpoint";

  private static final String PACKAGE = "org.springframework.boot.micrometer.tracing.";

  private boolean collected;

  @Override
  public void setEnvironment(Environment environment) {
    collected = environment.containsProperty(COLLECTOR);
  }

  @Override
  public boolean[] match(
      @Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
    boolean[] wanted = new boolean[autoConfigurationClasses.length];
    for (int i = 0; i < wanted.length; i++) {
      String name = autoConfigurationClasses[i];
      wanted[i] = collected || name == null || !name.startsWith(PACKAGE);
    }
    return wanted;
  }
}
