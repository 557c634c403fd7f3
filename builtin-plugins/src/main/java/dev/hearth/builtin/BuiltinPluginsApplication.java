package dev.hearth.builtin;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The built-in plugins: calculator, clock and knowledge. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BuiltinPluginsApplication {

  /** The base name of this service's configuration file, so that several fit on one class path. */
  public static final String CONFIG_NAME = "builtin-plugins";

  /** Starts the service by itself. */
  public static void main(String[] args) {
    System.setProperty("spring.config.name", CONFIG_NAME);
    SpringApplication.run(BuiltinPluginsApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
