package dev.hearth.inference;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The inference-service: runs models on engines, and the loop in which a model uses tools. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class InferenceApplication {

  /** The base name of this service's configuration file, so that several fit on one class path. */
  public static final String CONFIG_NAME = "inference-service";

  /** Starts the service by itself. */
  public static void main(String[] args) {
    System.setProperty("spring.config.name", CONFIG_NAME);
    SpringApplication.run(InferenceApplication.class, args);
  }
}
