package dev.hearth.moderation.screening;

import dev.hearth.base.Offer;
import dev.hearth.contracts.moderation.ModerationApi;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Verdicts for callers in the same JVM. */
@Configuration(proxyBeanMethods = false)
class DirectScreening {

  @Bean
  Offer<ModerationApi> moderation(ScreenController controller) {
    return new Offer<>(
        ModerationApi.class, caller -> (hop, request) -> controller.screen(hop, caller, request));
  }
}
