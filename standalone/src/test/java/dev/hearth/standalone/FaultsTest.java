package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.standalone.Deployment.Part;
import dev.hearth.standalone.Load.Outcome;
import dev.hearth.standalone.Load.Question;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real processes, each of which fails in every way while callers ask: nothing unscreened comes out
 * or reaches the model, nobody waits past the deadline, every error has its form, all goes on soon
 * after the part is back, and each answered request has its audit record.
 */
class FaultsTest {

  /** From the part's return to the next whole answer. */
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  /** What a busy machine may add to the deadline. */
  private static final Duration SLACK = Duration.ofMillis(2500);

  private static final Path FIGURES = Path.of("target", "faults.tsv");

  private static Deployment deployment;

  /** Something done to a part. */
  private interface Act {
    void run() throws IOException, InterruptedException;
  }

  @BeforeAll
  static void start() {
    deployment = Deployment.shared();
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void aKilledPartLetsNothingThroughAndIsForgivenWhenItIsBack(Part part) throws Exception {
    during(
        "killed",
        part,
        Duration.ofMillis(1500),
        () -> deployment.kill(part),
        () -> deployment.revive(part));
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void aPausedPartLetsNothingThroughAndNobodyWaitsPastTheDeadline(Part part) throws Exception {
    during(
        "paused",
        part,
        Deployment.DEADLINE.plusSeconds(1),
        () -> deployment.pause(part),
        () -> deployment.resume(part));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GATEWAY")
  void aSlowPartLetsNothingThrough(Part part) throws Exception {
    during(
        "slow",
        part,
        Duration.ofMillis(2500),
        () -> deployment.proxy(part).set(FaultProxy.Mode.SLOW),
        () -> deployment.proxy(part).set(FaultProxy.Mode.PASS));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GATEWAY")
  void aPartThatAnswersNonsenseLetsNothingThrough(Part part) throws Exception {
    during(
        "nonsense",
        part,
        Duration.ofMillis(2500),
        () -> deployment.proxy(part).set(FaultProxy.Mode.GARBAGE),
        () -> deployment.proxy(part).set(FaultProxy.Mode.PASS));
  }

  /** With more callers, after longer than keys are remembered for. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyCallersWaitOnceEachWhileTheDatabaseIsAway(boolean killed) throws Exception {
    awaitWhole();
    if (killed) {
      deployment.kill(Part.DATABASE);
    } else {
      deployment.pause(Part.DATABASE);
    }
    LockSupport.parkNanos(Duration.ofSeconds(6).toNanos());
    Load load = new Load(deployment.port(Part.GATEWAY), 64, Question.PLAIN);
    try (load) {
      LockSupport.parkNanos(Deployment.DEADLINE.toNanos());
    }
    if (killed) {
      deployment.revive(Part.DATABASE);
    } else {
      deployment.resume(Part.DATABASE);
    }
    Duration recovery = awaitWhole();

    assertThat(load.outcomes()).hasSizeGreaterThanOrEqualTo(64);
    for (Outcome outcome : load.outcomes()) {
      assertThat(outcome.status()).as("%s", outcome).isEqualTo(503);
      outcome.check(Deployment.DEADLINE.plus(SLACK));
    }
    assertThat(recovery).isLessThan(RECOVERY);
  }

  private void during(String fault, Part part, Duration time, Act begin, Act end) throws Exception {
    if (part == Part.REDIS && !Deployment.hasRedis()) {
      System.out.println("==== SKIPPED: FAULTS OF REDIS: there is no redis-server here ====");
      Assumptions.abort("no redis-server");
    }
    awaitWhole();
    Load load = new Load(deployment.port(Part.GATEWAY), 1, Question.values());
    Duration recovery;
    int before;
    try (load) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> load.outcomes().stream().filter(Outcome::complete).count() >= 3);
      // Some streams are in the middle of their text now.
      before = load.outcomes().size();
      if (part == Part.ENGINE && fault.equals("killed")) {
        assertThat(deployment.leaks()).isZero();
      }
      begin.run();
      LockSupport.parkNanos(time.toNanos());
      end.run();
      recovery = awaitWhole();
    }
    Set<String> answered = new TreeSet<>(load.answered());
    publish(fault, part, recovery, load.outcomes().subList(before, load.outcomes().size()));

    // A gateway that is stopped holds its callers, and one that is killed breaks their connections.
    Duration longest =
        part == Part.GATEWAY
            ? Deployment.DEADLINE.plus(time).plus(SLACK)
            : Deployment.DEADLINE.plus(SLACK);
    for (Outcome outcome : load.outcomes()) {
      if (part != Part.GATEWAY) {
        assertThat(outcome.status()).as("the gateway answers: %s", outcome).isNotNull();
      }
      outcome.check(longest);
    }
    assertThat(recovery).isLessThan(RECOVERY);
    assertThat(deployment.leaks()).as("texts that reached the model unscreened").isZero();
    assertThat(answered).isNotEmpty();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(deployment.recorded(answered)).isEqualTo(answered));
  }

  /** Waits for the next whole answer to each kind of question, asked anew again and again. */
  private static Duration awaitWhole() throws InterruptedException {
    long begin = System.nanoTime();
    URI url =
        URI.create("http://127.0.0.1:" + deployment.port(Part.GATEWAY) + "/v1/chat/completions");
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (Question question : List.of(Question.WITH_TOOLS, Question.STREAMED)) {
        while (!Load.ask(client, url, question, 0).complete()) {
          if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(60)) {
            throw new AssertionError("no whole answer within a minute");
          }
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  /** What was measured, for docs/resilience.md. */
  private static void publish(String fault, Part part, Duration recovery, List<Outcome> outcomes)
      throws IOException {
    Map<String, Integer> answers = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      answers.merge(kind(outcome), 1, Integer::sum);
    }
    long longest = outcomes.stream().mapToLong(each -> each.time().toMillis()).max().orElse(0);
    Files.createDirectories(FIGURES.getParent());
    Files.writeString(
        FIGURES,
        "%s\t%s\t%.1f s\t%.1f s\t%s%n"
            .formatted(
                part.name().toLowerCase(Locale.ROOT),
                fault,
                recovery.toMillis() / 1e3,
                longest / 1e3,
                answers),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String kind(Outcome outcome) {
    if (outcome.status() == null) {
      return "broken";
    }
    if (outcome.status() == 200) {
      return outcome.complete() ? "whole" : "error in the stream";
    }
    int code = outcome.body().indexOf("\"code\":\"");
    return outcome.status()
        + (code < 0 ? "" : " " + outcome.body().substring(code + 8).split("\"")[0]);
  }
}
