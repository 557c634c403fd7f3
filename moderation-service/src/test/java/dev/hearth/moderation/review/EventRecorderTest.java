package dev.hearth.moderation.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.policy.Rules;
import dev.hearth.moderation.policy.TeamPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;

class EventRecorderTest {

  private static final TeamPolicy KEEPS_TEXT = new TeamPolicy(1, Rules.NONE, null, true);

  @Test
  void whileTheDatabaseIsAwayTheOldestTextsGiveWayAndAreCounted() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    EventRecorder recorder = new EventRecorder(new Events(new JdbcTemplate(new Away())), meters);
    recorder.afterPropertiesSet();
    try {
      String megabyte = "x".repeat(1_000_000);
      int texts = 50;
      for (int i = 0; i < texts; i++) {
        recorder.note(
            new Caller("key", "team", Set.of(Scope.CHAT), "req-" + i),
            KEEPS_TEXT,
            Direction.INPUT,
            new ScreenRequest.Item(i + megabyte, 0, true),
            new Verdict(
                Action.FLAG,
                Map.of(),
                List.of(
                    new Verdict.Finding(Category.HATE, Action.FLAG, 0.5, "fast", "x", 0, 1, null)),
                1),
            null);
      }

      // Sixteen million characters wait, and a batch of one is being stored.
      assertThat(meters.get("hearth.moderation.events.lost").counter().count())
          .isBetween(texts - 17.0, texts - 15.0);
    } finally {
      recorder.destroy();
    }
  }

  @Test
  void whatWaitsLongestGivesWayToWhatComes() throws InterruptedException {
    Backlog byNumber = new Backlog(2, 1_000_000);
    assertThat(byNumber.add(event("a"))).isZero();
    assertThat(byNumber.add(event("b"))).isZero();
    assertThat(byNumber.add(event("c"))).isEqualTo(1);
    assertThat(taken(byNumber, 9, 1_000_000)).containsExactly("b", "c");

    Backlog bySize = new Backlog(9, 2_000);
    assertThat(bySize.add(event("a".repeat(900)))).isZero();
    assertThat(bySize.add(event("b".repeat(400)))).isZero();
    assertThat(bySize.add(event("c".repeat(3_000)))).isEqualTo(2);
    assertThat(bySize.add(event(null))).isEqualTo(1);
    assertThat(bySize.size()).isEqualTo(1);
  }

  @Test
  void aBatchIsBoundedInNumberAndSize() throws InterruptedException {
    Backlog backlog = new Backlog(9, 1_000_000);
    for (String text : List.of("a", "b", "c", "d".repeat(5_000), "e")) {
      assertThat(backlog.add(event(text))).isZero();
    }

    assertThat(taken(backlog, 2, 1_000_000)).containsExactly("a", "b");
    assertThat(taken(backlog, 9, 1_000)).containsExactly("c", "d".repeat(5_000));
    assertThat(taken(backlog, 9, 1_000)).containsExactly("e");
    assertThat(taken(backlog, 9, 1_000)).isEmpty();
  }

  private static List<@Nullable String> taken(Backlog backlog, int batch, long characters)
      throws InterruptedException {
    return backlog.take(batch, characters, Duration.ZERO).stream().map(Event::content).toList();
  }

  private static Event event(@Nullable String content) {
    return new Event(
        UUID.randomUUID(),
        Instant.now(),
        "team",
        "req",
        Direction.INPUT,
        Action.FLAG,
        null,
        0,
        List.of(),
        "0",
        content == null ? 0 : content.length(),
        content);
  }

  /** A database that is not there. */
  private static final class Away extends AbstractDataSource {

    @Override
    public Connection getConnection() throws SQLException {
      throw new SQLException("away");
    }

    @Override
    public Connection getConnection(String username, String password) {
      return fail("nobody logs in so");
    }
  }
}
