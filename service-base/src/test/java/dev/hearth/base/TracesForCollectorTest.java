package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class TracesForCollectorTest {

  @Test
  void leavesTracingOutWhereNobodyCollects() {
    try (ConfigurableApplicationContext context = started()) {
      assertThat(context.getBeansOfType(Tracer.class)).isEmpty();
    }
  }

  @Test
  void keepsItForACollector() {
    try (ConfigurableApplicationContext context =
        started("--" + TracesForCollector.COLLECTOR + "=http://localhost:1/v1/traces")) {
      assertThat(context.getBeansOfType(Tracer.class)).hasSize(1);
    }
  }

  private static ConfigurableApplicationContext started(String... arguments) {
    return new SpringApplicationBuilder(Bare.class).web(WebApplicationType.NONE).run(arguments);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = ServiceBaseAutoConfiguration.class)
  static class Bare {}
}
