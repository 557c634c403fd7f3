package dev.hearth.moderation.review;

import dev.hearth.moderation.ModerationProperties;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Forgets events that have been kept long enough. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final Events events;
  private final ModerationProperties properties;

  Retention(Events events, ModerationProperties properties) {
    this.events = events;
    this.properties = properties;
  }

  @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
  void forget() {
    try {
      int forgotten = events.forgetBefore(Instant.now().minus(properties.eventsKept()));
      if (forgotten > 0) {
        log.info("{} old events are forgotten", forgotten);
      }
    } catch (DataAccessException away) {
      log.warn("old events could not be forgotten; tried again in an hour: {}", away.toString());
    }
  }
}
