package dev.hearth.registry.invocation;

import dev.hearth.base.ServiceClients;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.registry.RegistryProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class InvocationConfiguration {

  @Bean
  ModerationApi moderationApi(ServiceClients clients, RegistryProperties properties) {
    return clients.createRepeating(
        ModerationApi.class, "moderation-service", properties.moderationUrl());
  }
}
