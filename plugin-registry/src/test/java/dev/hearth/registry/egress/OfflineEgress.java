package dev.hearth.registry.egress;

import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** An egress client for which no name leads anywhere: foreign addresses stay untouched in tests. */
@TestConfiguration(proxyBeanMethods = false)
public class OfflineEgress {

  @Bean
  @Primary
  EgressClient offlineEgressClient() {
    return new EgressClient(
        new EgressGuard(
            host -> {
              throw new UnknownHostException(host);
            },
            false),
        proxy -> new Socket(),
        Duration.ofSeconds(1));
  }
}
