package dev.hearth.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.EngineStates.ServerState;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Embedder.Texts;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import dev.hearth.inference.pool.FaultyServer.Mood;
import dev.hearth.inference.remote.OpenAiEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers, of which one goes wrong in every way there is. */
class PooledEngineTest {

  private final List<FaultyServer> servers = new ArrayList<>();
  private FaultyServer one = open("one");
  private FaultyServer two = open("two");
  private PooledEngine pool = pool(Duration.ofSeconds(30), 8);

  @BeforeEach
  void see() {
    pool.check();
  }

  @AfterEach
  void stop() {
    pool.close();
    servers.forEach(FaultyServer::close);
  }

  @Test
  void listsWhatAnyOfThemHas() throws EngineException {
    assertThat(pool.models())
        .extracting(ModelInfo::id)
        .containsExactlyInAnyOrder("shared", "only-one", "only-two");
    assertThat(pool.embeddingModels()).extracting(ModelInfo::id).containsExactly("vectors");
  }

  @Test
  void asksTheServerThatHasTheModel() throws EngineException {
    assertThat(generate("only-two").text()).isEqualTo("I am two.");
    assertThat(one.asked).hasValue(0);
  }

  @Test
  void givesTheWorkToTheLeastLoaded() {
    one.gate = new CompletableFuture<>();
    two.gate = new CompletableFuture<>();

    List<CompletableFuture<Generated>> answers =
        Stream.generate(() -> later("shared")).limit(6).toList();
    await().until(() -> one.atOnce.get() + two.atOnce.get() == 6);

    assertThat(one.atOnce).hasValue(3);
    assertThat(two.atOnce).hasValue(3);
    one.gate.complete(null);
    two.gate.complete(null);
    answers.forEach(CompletableFuture::join);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mood.class,
      names = {"BROKEN", "HANGS_UP", "GARBAGE"})
  void asksTheNextOneIfAServerFailsBeforeTheFirstToken(Mood mood) throws EngineException {
    one.mood = mood;

    for (int i = 0; i < 4; i++) {
      assertThat(generate("shared").text()).isEqualTo("I am two.");
    }
    assertThat(one.asked.get()).isPositive();
  }

  @Test
  void asksTheNextOneIfAServerDoesNotBegin() throws EngineException {
    pool.close();
    pool = pool(Duration.ofMillis(1500), 8);
    pool.check();
    one.mood = Mood.SILENT;
    List<String> heard = new ArrayList<>();

    for (int i = 0; i < 2; i++) {
      assertThat(generate("shared", heard).text()).isEqualTo("I am two.");
    }
    assertThat(heard).containsOnly("I am two.");
  }

  @Test
  void doesNotBeginAnAnswerAgainOfWhichAPartWasHeard() {
    one.mood = Mood.DIES_IN_THE_MIDDLE;
    two.mood = Mood.DIES_IN_THE_MIDDLE;
    List<String> heard = new ArrayList<>();

    assertThatThrownBy(() -> generate("shared", heard))
        .isInstanceOfSatisfying(
            EngineException.class, broken -> assertThat(broken.status()).isEqualTo(503));
    assertThat(heard).containsExactly("Half");
    assertThat(one.asked.get() + two.asked.get()).isEqualTo(1);
  }

  @Test
  void doesNotTryElsewhereWhatIsTheCallersFault() {
    one.mood = Mood.REFUSES;
    two.mood = Mood.REFUSES;

    assertThatThrownBy(() -> generate("shared"))
        .isInstanceOfSatisfying(
            EngineException.class, refused -> assertThat(refused.status()).isEqualTo(400));
    assertThat(one.asked.get() + two.asked.get()).isEqualTo(1);
    assertThat(state("one").failures() + state("two").failures()).isZero();
  }

  @Test
  void keepsCallsAwayFromAServerThatKeepsFailing() throws EngineException {
    neverTryAgain();
    one.mood = Mood.BROKEN;

    for (int i = 0; i < 30; i++) {
      generate("shared");
    }

    assertThat(one.asked.get()).isLessThan(8);
    assertThat(state("one").circuit().equals("open") || state("one").ejectedUntil() != null)
        .isTrue();
    assertThat(state("one").failures()).isEqualTo(one.asked.get());
    assertThat(state("two").circuit()).isEqualTo("closed");
  }

  @Test
  void comesBackToAServerThatWasMended() throws Exception {
    one.mood = Mood.BROKEN;
    for (int i = 0; i < 20; i++) {
      generate("shared");
    }
    int before = one.asked.get();
    one.mood = Mood.WELL;

    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              generate("shared");
              return one.asked.get() > before + 2;
            });
    assertThat(state("one").circuit()).isEqualTo("closed");
  }

  @Test
  void setsAServerAsideThatIsMuchSlowerThanTheOther() throws EngineException {
    neverTryAgain();
    one.mood = Mood.SLOW;

    for (int i = 0; i < 16; i++) {
      generate("shared");
    }

    assertThat(state("one").ejectedUntil()).isNotNull();
    assertThat(state("two").ejectedUntil()).isNull();
  }

  @Test
  void usesAServerThatIsSetAsideRatherThanNone() throws EngineException {
    one.mood = Mood.SLOW;
    for (int i = 0; i < 16; i++) {
      generate("shared");
    }
    two.close();
    pool.check();

    assertThat(generate("shared").text()).isEqualTo("I am one.");
  }

  @Test
  void noticesAServerThatWasKilledAndOneThatComesBack() throws Exception {
    int port = one.url().getPort();
    one.close();
    pool.start();

    await().atMost(Duration.ofSeconds(5)).until(() -> !state("one").healthy());
    assertThat(pool.models()).extracting(ModelInfo::id).doesNotContain("only-one");
    assertThat(pool.isWhole()).isFalse();
    assertThat(pool.capacity().places()).isEqualTo(8);
    for (int i = 0; i < 3; i++) {
      assertThat(generate("shared").text()).isEqualTo("I am two.");
    }

    one = new FaultyServer("one", port);
    servers.add(one);
    await().atMost(Duration.ofSeconds(5)).until(() -> state("one").healthy());
    assertThat(pool.isWhole()).isTrue();
    assertThat(pool.capacity().places()).isEqualTo(16);
    assertThat(generate("only-one").text()).isEqualTo("I am one.");
  }

  @Test
  void losesNothingWhenAServerIsKilledBetweenTwoChecks() throws EngineException {
    one.close();

    for (int i = 0; i < 4; i++) {
      assertThat(generate("shared").text()).isEqualTo("I am two.");
    }
  }

  @Test
  void saysWhenToComeBackWhereNoServerIsLeft() {
    one.close();
    two.close();

    assertThatThrownBy(() -> generate("shared"))
        .isInstanceOfSatisfying(
            EngineException.class,
            none -> {
              assertThat(none.status()).isEqualTo(503);
              assertThat(none.retryAfterSeconds()).isPositive();
            });
    pool.check();
    assertThatThrownBy(() -> pool.models()).isInstanceOf(EngineException.class);
  }

  @Test
  void givesAServerNoMoreThanItMayHave() {
    pool.close();
    pool = pool(Duration.ofSeconds(30), 1);
    pool.check();
    one.gate = new CompletableFuture<>();
    two.gate = new CompletableFuture<>();
    List<CompletableFuture<Generated>> answers =
        Stream.generate(() -> later("shared")).limit(2).toList();
    await().until(() -> one.atOnce.get() + two.atOnce.get() == 2);

    assertThatThrownBy(() -> generate("shared"))
        .isInstanceOfSatisfying(
            EngineException.class, full -> assertThat(full.status()).isEqualTo(503));
    one.gate.complete(null);
    two.gate.complete(null);
    answers.forEach(CompletableFuture::join);
    assertThat(one.mostAtOnce).hasValue(1);
  }

  @Test
  void cancellingStopsAnAttemptAndBlamesNobody() {
    one.mood = Mood.SILENT;
    two.mood = Mood.SILENT;
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Generated> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return pool.generate(ask("shared"), Output.SILENT, cancellation);
              } catch (EngineException failure) {
                throw new IllegalStateException(failure);
              }
            },
            task -> Thread.ofVirtual().start(task));
    await().until(() -> one.asked.get() + two.asked.get() == 1);

    cancellation.cancel();

    await().atMost(Duration.ofSeconds(5)).until(running::isDone);
    assertThat(state("one").failures() + state("two").failures()).isZero();
    assertThat(state("one").inFlight() + state("two").inFlight()).isZero();
  }

  @Test
  void asksAServerForItsModelsOnceForAllWhoWait() {
    int before = one.lists.get();
    one.listGate = new CompletableFuture<>();
    List<CompletableFuture<Void>> checks =
        Stream.generate(
                () ->
                    CompletableFuture.runAsync(pool::check, task -> Thread.ofVirtual().start(task)))
            .limit(30)
            .toList();
    await().until(() -> one.lists.get() > before);
    one.listGate.complete(null);
    checks.forEach(CompletableFuture::join);

    // One was under way, the next served whoever had come meanwhile; stragglers may take one more.
    assertThat(one.lists.get() - before).isBetween(1, 5);
  }

  @Test
  void aServerThatAnswersCallsLivesThoughItDoesNotTellItsModels() throws Exception {
    one.listGate = new CompletableFuture<>();
    one.listsModels = false;
    int before = one.lists.get();
    CompletableFuture<Void> check =
        CompletableFuture.runAsync(pool::check, task -> Thread.ofVirtual().start(task));
    await().until(() -> one.lists.get() > before);
    generate("only-one");
    one.listGate.complete(null);
    check.join();

    assertThat(state("one").healthy()).isTrue();
    assertThat(pool.models()).extracting(ModelInfo::id).contains("only-one");

    pool.check();
    assertThat(state("one").healthy()).isFalse();
  }

  @Test
  void embedsElsewhereIfAServerFails() throws EngineException {
    one.mood = Mood.BROKEN;

    for (int i = 0; i < 3; i++) {
      assertThat(
              pool.embed(new Texts("vectors", List.of("x"), null, Instant.now().plusSeconds(10)))
                  .vectors()
                  .getFirst())
          .containsExactly(1, 2);
    }
  }

  private FaultyServer open(String name) {
    try {
      FaultyServer server = new FaultyServer(name);
      servers.add(server);
      return server;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private PooledEngine pool(Duration firstToken, int maxConcurrent) {
    return pool(firstToken, maxConcurrent, Duration.ofMillis(500), Duration.ofMillis(800));
  }

  /** Keeps calls away from a server for longer than any test goes on. */
  private void neverTryAgain() {
    pool.close();
    pool = pool(Duration.ofSeconds(30), 8, Duration.ofMinutes(10), Duration.ofMinutes(10));
    pool.check();
  }

  private PooledEngine pool(Duration firstToken, int maxConcurrent, Duration open, Duration aside) {
    PoolProperties properties =
        new PoolProperties(
            maxConcurrent, Duration.ofMillis(200), firstToken, 50, 10, 4, open, 4, 3, aside);
    List<Backend> backends =
        Stream.of(one, two)
            .map(
                server ->
                    new Backend(
                        server == one ? "one" : "two",
                        server.url(),
                        new OpenAiEngine(server.url(), "", true, Set.of("vectors")),
                        maxConcurrent,
                        properties))
            .toList();
    return new PooledEngine("openai", backends, properties, 4);
  }

  private ServerState state(String name) {
    return pool.states().stream()
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Generated generate(String model) throws EngineException {
    return generate(model, new ArrayList<>());
  }

  private Generated generate(String model, List<String> heard) throws EngineException {
    return pool.generate(
        ask(model),
        new Output() {
          @Override
          public void accepted() {}

          @Override
          public void text(String text) {
            heard.add(text);
          }
        },
        new Cancellation());
  }

  private CompletableFuture<Generated> later(String model) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return generate(model);
          } catch (EngineException failure) {
            throw new IllegalStateException(failure);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static Generation ask(String model) {
    return new Generation(
        model,
        List.of(Message.of(Role.USER, "Who are you?")),
        List.of(),
        Sampling.DEFAULT,
        ResponseFormat.TEXT,
        Instant.now().plusSeconds(30));
  }
}
