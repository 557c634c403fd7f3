package dev.hearth.gateway.downstream;

import dev.hearth.base.ServiceClients;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.plugins.PluginApi;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DownstreamConfiguration {

  @Bean
  InferenceApi inferenceApi(ServiceClients clients, DownstreamProperties properties) {
    return clients.create(InferenceApi.class, "inference-service", properties.inferenceUrl());
  }

  @Bean
  PluginApi pluginApi(ServiceClients clients, DownstreamProperties properties) {
    return clients.create(PluginApi.class, "plugin-registry", properties.registryUrl());
  }

  @Bean
  ModerationApi moderationApi(ServiceClients clients, DownstreamProperties properties) {
    return clients.createRepeating(
        ModerationApi.class, "moderation-service", properties.moderationUrl());
  }
}
