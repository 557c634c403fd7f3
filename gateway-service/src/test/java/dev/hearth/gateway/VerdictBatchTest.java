package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class VerdictBatchTest extends GatewayFixture {

  /** Several for each call that there may be at a time, of which a large machine has many. */
  private static final int CALLERS = Math.max(40, 6 * Runtime.getRuntime().availableProcessors());

  @Test
  void textsThatWaitAreJudgedTogetherAndEachCallerGetsItsOwnVerdict() throws Exception {
    MODERATION.before = () -> LockSupport.parkNanos(Duration.ofMillis(20).toNanos());

    assertEachIsJudgedByItsOwnText();

    assertThat(MODERATION.asked).hasSizeLessThan(CALLERS);
    // Input and output each have their own.
    assertThat(MODERATION.mostInFlight.get())
        .isLessThanOrEqualTo(2 * Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void aCallThatFailsForSeveralCostsNobodyTheVerdict() throws Exception {
    MODERATION.before = () -> LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    MODERATION.failing = request -> request.items().size() > 1;

    assertEachIsJudgedByItsOwnText();
  }

  @Test
  void aCallThatAnswersNonsenseForSeveralCostsNobodyTheVerdict() throws Exception {
    MODERATION.before = () -> LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    MODERATION.talkingNonsense = request -> request.items().size() > 1;

    assertEachIsJudgedByItsOwnText();
  }

  @Test
  void textsThatAreJudgedTogetherSayWhoseTheyAre() throws Exception {
    MODERATION.before = () -> LockSupport.parkNanos(Duration.ofMillis(20).toNanos());

    Map<String, String> requests = new HashMap<>();
    List<HttpResponse<String>> answers = assertEachIsJudgedByItsOwnText();
    for (int i = 0; i < CALLERS; i++) {
      requests.put("harmless words " + i, header(answers.get(i), "x-request-id"));
    }

    List<ScreenRequest.Item> shared =
        MODERATION.asked.stream()
            .filter(ask -> ask.direction() == Direction.INPUT && ask.items().size() > 1)
            .flatMap(ask -> ask.items().stream())
            .filter(item -> requests.containsKey(item.text()))
            .toList();
    assertThat(shared).isNotEmpty();
    assertThat(shared)
        .allSatisfy(item -> assertThat(item.requestId()).isEqualTo(requests.get(item.text())));
  }

  private List<HttpResponse<String>> assertEachIsJudgedByItsOwnText() {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        String text = i % 4 == 0 ? ModerationStandIn.BLOCKED : "harmless words " + i;
        answers.add(CompletableFuture.supplyAsync(() -> ask(text), callers));
      }
    }
    for (int i = 0; i < CALLERS; i++) {
      assertThat(answers.get(i).join().statusCode())
          .as("request " + i)
          .isEqualTo(i % 4 == 0 ? 400 : 200);
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private HttpResponse<String> ask(String text) {
    try {
      return chat("{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
