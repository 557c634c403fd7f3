package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SeldomLogTest {

  private final Logger log = (Logger) LoggerFactory.getLogger(SeldomLogTest.class);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong();
  private final SeldomLog seldom = new SeldomLog(log, nanos::get);

  @BeforeEach
  void listen() {
    told.start();
    log.addAppender(told);
  }

  @AfterEach
  void leave() {
    log.detachAppender(told);
  }

  @Test
  void tellsOfEachKindOnceASecondAndHowOftenItDidNot() {
    for (int i = 0; i < 1000; i++) {
      seldom.warn("overloaded", "too much to do", null);
    }
    seldom.warn("broken", "it is broken", new IllegalStateException("why"));
    nanos.addAndGet(Duration.ofMillis(999).toNanos());
    seldom.warn("overloaded", "not yet", null);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    seldom.warn("overloaded", "still too much", null);

    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "too much to do", "it is broken", "still too much (1000 more of the kind before)");
    assertThat(told.list.get(1).getThrowableProxy().getMessage()).isEqualTo("why");
    assertThat(told.list.get(2).getThrowableProxy()).isNull();
  }
}
