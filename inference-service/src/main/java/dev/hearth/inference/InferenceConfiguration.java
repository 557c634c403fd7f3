package dev.hearth.inference;

import dev.hearth.base.ServiceClients;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.inference.embedded.EmbeddedEngine;
import dev.hearth.inference.embedded.EmbeddedProperties;
import dev.hearth.inference.embedding.MiniLm;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.Engines;
import dev.hearth.inference.loop.Loop;
import dev.hearth.inference.loop.LoopProperties;
import dev.hearth.inference.loop.Similarity;
import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.pool.Backend;
import dev.hearth.inference.pool.PoolProperties;
import dev.hearth.inference.pool.PooledEngine;
import dev.hearth.inference.queue.EngineQueues;
import dev.hearth.inference.queue.QueueProperties;
import dev.hearth.inference.remote.OllamaEngine;
import dev.hearth.inference.remote.OpenAiEngine;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  Engines engines(
      InferenceProperties properties,
      EmbeddedProperties embedded,
      PoolProperties pool,
      QueueProperties queue,
      ModelFiles files) {
    List<Engine> engines = new ArrayList<>();
    if (embedded.enabled()) {
      engines.add(new EmbeddedEngine(files, embedded));
    }
    for (RemoteServer.Kind kind : RemoteServer.Kind.values()) {
      List<Backend> backends =
          servers(properties).stream()
              .filter(server -> server.kind() == kind)
              .map(server -> backend(server, properties, pool))
              .toList();
      if (!backends.isEmpty()) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        engines.add(new PooledEngine(name, backends, pool, queue.remoteWaiting()));
      }
    }
    return new Engines(engines);
  }

  private static List<RemoteServer> servers(InferenceProperties properties) {
    List<RemoteServer> servers = new ArrayList<>();
    for (URI url : properties.ollamaUrl()) {
      servers.add(new RemoteServer(RemoteServer.Kind.OLLAMA, url, "", "", true, List.of(), 0));
    }
    for (URI url : properties.openaiUrl()) {
      servers.add(
          new RemoteServer(
              RemoteServer.Kind.OPENAI,
              url,
              "",
              properties.openaiKey(),
              properties.openaiTools(),
              properties.openaiEmbeddingModels(),
              0));
    }
    servers.addAll(properties.servers());
    return servers;
  }

  private static Backend backend(
      RemoteServer server, InferenceProperties properties, PoolProperties pool) {
    Engine engine =
        switch (server.kind()) {
          case OLLAMA -> new OllamaEngine(server.url(), properties.ollamaContextLength());
          case OPENAI ->
              new OpenAiEngine(
                  server.url(), server.key(), server.tools(), Set.copyOf(server.embeddingModels()));
        };
    int most = server.maxConcurrent() == 0 ? pool.maxConcurrent() : server.maxConcurrent();
    return new Backend(server.shownName(), server.url(), engine, most, pool);
  }

  @Bean
  MiniLm miniLm() {
    return new MiniLm();
  }

  @Bean
  EngineQueues engineQueues(QueueProperties properties) {
    return new EngineQueues(properties);
  }

  @Bean
  PluginApi plugins(ServiceClients clients, InferenceProperties properties) {
    return clients.create(PluginApi.class, "plugin-registry", properties.registryUrl());
  }

  @Bean
  Loop loop(PluginApi plugins, MiniLm miniLm, LoopProperties properties) {
    return new Loop(plugins, new Similarity(miniLm), properties);
  }
}
