package dev.hearth.inference;

import dev.hearth.base.ServiceClients;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.inference.embedded.EmbeddedEngine;
import dev.hearth.inference.embedded.EmbeddedProperties;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.Engines;
import dev.hearth.inference.loop.Loop;
import dev.hearth.inference.loop.LoopProperties;
import dev.hearth.inference.loop.Similarity;
import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.remote.OllamaEngine;
import dev.hearth.inference.remote.OpenAiEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The engines that the configuration names, and the way to the plugin-registry. */
@Configuration(proxyBeanMethods = false)
class InferenceConfiguration {

  @Bean
  ModelFiles modelFiles(InferenceProperties properties) {
    return new ModelFiles(
        Path.of(properties.home()),
        properties.model().isBlank() ? null : Path.of(properties.model()));
  }

  /** Those that are configured, the embedded one first: its model is the default. */
  @Bean
  Engines engines(InferenceProperties properties, EmbeddedProperties embedded, ModelFiles files) {
    List<Engine> engines = new ArrayList<>();
    if (embedded.enabled()) {
      engines.add(new EmbeddedEngine(files, embedded));
    }
    if (properties.ollamaUrl() != null) {
      engines.add(new OllamaEngine(properties.ollamaUrl(), properties.ollamaContextLength()));
    }
    if (properties.openaiUrl() != null) {
      engines.add(
          new OpenAiEngine(
              properties.openaiUrl(), properties.openaiKey(), properties.openaiTools()));
    }
    return new Engines(engines);
  }

  @Bean
  PluginApi plugins(ServiceClients clients, InferenceProperties properties) {
    return clients.create(PluginApi.class, "plugin-registry", properties.registryUrl());
  }

  @Bean
  Loop loop(PluginApi plugins, LoopProperties properties) {
    return new Loop(plugins, new Similarity(), properties);
  }
}
