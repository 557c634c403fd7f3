package dev.hearth.moderation;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The moderation-service: screens inputs, tool results and outputs. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ModerationApplication {

  /** The base name of this service's configuration file, so that several fit on one class path. */
  public static final String CONFIG_NAME = "moderation-service";

  /** Starts the service by itself. */
  public static void main(String[] args) {
    System.setProperty("spring.config.name", CONFIG_NAME);
    SpringApplication.run(ModerationApplication.class, args);
  }
}
