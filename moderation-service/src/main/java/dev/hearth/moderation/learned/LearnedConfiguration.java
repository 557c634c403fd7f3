package dev.hearth.moderation.learned;

import dev.hearth.moderation.ModerationProperties;
import dev.hearth.moderation.layer.Layer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Chooses the learned layer: the fast one, with the encoder behind it or without. */
@Configuration(proxyBeanMethods = false)
class LearnedConfiguration {

  @Bean
  Layer learnedLayer(ModerationProperties properties) {
    int workers = properties.encoderWorkers();
    return workers == 0 ? new FastLayer() : new EncoderLayer(workers);
  }
}
