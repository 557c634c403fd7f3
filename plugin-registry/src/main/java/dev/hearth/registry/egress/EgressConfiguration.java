package dev.hearth.registry.egress;

import dev.hearth.registry.RegistryProperties;
import java.net.InetAddress;
import java.net.Socket;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class EgressConfiguration {

  @Bean
  EgressClient egressClient(RegistryProperties properties) {
    return new EgressClient(
        new EgressGuard(InetAddress::getAllByName, properties.egress().allowHttp()),
        proxy -> new Socket(),
        properties.egress().connectTimeout());
  }
}
