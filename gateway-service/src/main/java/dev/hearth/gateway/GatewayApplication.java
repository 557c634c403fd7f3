package dev.hearth.gateway;

import dev.hearth.gateway.identity.FirstAdministrator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The gateway-service: the only service that is reachable from outside. Started by itself it prints
 * the first administrator's key to standard output if this start generated one.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GatewayApplication {

  /** The base name of this service's configuration file, so that several fit on one class path. */
  public static final String CONFIG_NAME = "gateway-service";

  /** Starts the service by itself. */
  public static void main(String[] args) {
    System.setProperty("spring.config.name", CONFIG_NAME);
    SpringApplication.run(GatewayApplication.class, args)
        .getBean(FirstAdministrator.class)
        .takeGeneratedKey()
        .ifPresent(
            key -> System.out.println("First administrator's API key, shown only now: " + key));
  }
}
