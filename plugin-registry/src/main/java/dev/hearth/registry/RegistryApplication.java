package dev.hearth.registry;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The plugin-registry: registers plugins and calls their tools on a model's behalf. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class RegistryApplication {

  /** The base name of this service's configuration file, so that several fit on one class path. */
  public static final String CONFIG_NAME = "plugin-registry";

  /** Starts the service by itself. */
  public static void main(String[] args) {
    System.setProperty("spring.config.name", CONFIG_NAME);
    SpringApplication.run(RegistryApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
