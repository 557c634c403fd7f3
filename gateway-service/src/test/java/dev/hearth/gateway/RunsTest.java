package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.Scope;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.gateway.InferenceStandIn.Script;
import dev.hearth.gateway.identity.ApiKey;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.gateway.identity.Grants;
import dev.hearth.gateway.identity.KeyTerms;
import dev.hearth.gateway.policy.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** {@code /v1/runs}. */
class RunsTest extends GatewayFixture {

  @Autowired private ApiKeys keys;
  @Autowired private MeterRegistry metrics;

  private static final Script CALLS_SEND =
      stage -> {
        stage.send(new CompletionEvent.Started("small"));
        stage.send(new CompletionEvent.ToolCallPart(0, "call_1", "calculate", "{\"to\":\"Bob\"}"));
        stage.finish(FinishReason.TOOL_CALLS);
      };

  /** Others' too: runs are counted and listed here. */
  @BeforeEach
  @AfterEach
  void endAll() {
    jdbc.sql("delete from gateway.run").update();
  }

  @Test
  void worksOnAGoalUntilTheModelAnswers() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator", "calculate", JSON.readTree("{\"e\":\"6*7\"}"), "42", "allow", 5));
          stage.send(new CompletionEvent.Text("It is 42."));
          stage.finish(FinishReason.STOP);
        });

    HttpResponse<String> created =
        post(
            "/v1/runs",
            "{\"goal\":\"What is 6 times 7?\",\"plugins\":[\"calculator\"],"
                + "\"budget\":{\"steps\":3,\"tokens\":900,\"seconds\":60,\"calls_per_tool\":2}}");
    assertThat(created.statusCode()).isEqualTo(202);
    String id = json(created).get("id").asString();
    assertThat(header(created, "location")).isEqualTo("/v1/runs/" + id);
    JsonNode run = ended(id);

    assertThat(run.get("status").asString()).isEqualTo("completed");
    assertThat(run.get("output").asString()).isEqualTo("It is 42.");
    assertThat(run.at("/steps/0/result").asString()).isEqualTo("42");
    assertThat(run.at("/used/steps").asInt()).isEqualTo(1);
    assertThat(run.at("/used/prompt_tokens").asInt()).isEqualTo(11);
    assertThat(run.at("/used/calls_by_tool/calculate").asInt()).isEqualTo(1);
    CompletionRequest asked = INFERENCE.asked.getFirst();
    assertThat(asked.budget())
        .isEqualTo(new CompletionRequest.Budget(3, 900, 2, java.util.Map.of()));
    assertThat(types(id))
        .containsExactly(
            "run.created",
            "run.started",
            "turn.started",
            "step.made",
            "turn.completed",
            "run.completed");
  }

  @Test
  void keepsStepsAsTheyHappen() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator", "calculate", JSON.readTree("{}"), "42", "allow", 5));
          uninterruptibly(looked);
          stage.send(new CompletionEvent.Text("42"));
          stage.finish(FinishReason.STOP);
        });

    String id = create("{\"goal\":\"6*7?\",\"plugins\":[\"calculator\"]}");

    await()
        .untilAsserted(
            () -> assertThat(run(id).at("/steps/0/result").asString("")).isEqualTo("42"));
    assertThat(run(id).get("status").asString()).isEqualTo("running");
    looked.countDown();
    assertThat(ended(id).get("status").asString()).isEqualTo("completed");
  }

  @Test
  void asksBeforeACallThatChangesSomethingAndKeepsItsBeginningBeforeTheCall() throws Exception {
    REGISTRY.consequential = true;
    AtomicReference<List<String>> keptBeforeTheCall = new AtomicReference<>(List.of());
    AtomicReference<String> runId = new AtomicReference<>("");
    REGISTRY.calls =
        call -> {
          keptBeforeTheCall.set(types(java.util.Objects.requireNonNull(runId.get())));
          return REGISTRY.underApproval(call);
        };
    INFERENCE.plays(CALLS_SEND);

    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
    runId.set(id);
    JsonNode waiting = waiting(id);

    assertThat(waiting.at("/required_action/kind").asString()).isEqualTo("approval");
    assertThat(waiting.at("/required_action/arguments/to").asString()).isEqualTo("Bob");
    // Tools that change something are never given to the loop, which would call them itself.
    assertThat(INFERENCE.asked.getFirst().pluginTools()).isEmpty();
    assertThat(INFERENCE.asked.getFirst().tools()).hasSize(1);

    INFERENCE.plays(Script.text("Bob was written to."));
    decide(id, waiting, "approve");
    JsonNode run = ended(id);

    JsonNode change = JSON.readTree(recorded("/v1/runs/" + id + "/actions/%", "request"));
    assertThat(change.get("action").asString()).isEqualTo("action.approve");
    assertThat(change.get("target")).isEqualTo(waiting.at("/required_action/id"));
    assertThat(change.get("after"))
        .isEqualTo(
            JSON.readTree(
                "{\"run\":\"%s\",\"kind\":\"approval\",\"plugin\":\"calculator\",\"tool\":\"calculate\"}"
                    .formatted(id)));
    assertThat(recorded("/v1/runs/" + id + "/actions/%", "attempt")).isEmpty();
    assertThat(keptBeforeTheCall.get()).endsWith("action.decided", "run.started", "step.started");
    assertThat(run.get("output").asString()).isEqualTo("Bob was written to.");
    assertThat(run.at("/steps/0/result").asString()).isEqualTo("sent");
    assertThat(run.get("steps").size()).isEqualTo(1);
    assertThat(REGISTRY.invoked).hasSize(2);
    assertThat(REGISTRY.approvals.getFirst().state()).isEqualTo(Approval.State.USED);
    List<Message> told = INFERENCE.asked.getLast().messages();
    assertThat(told)
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
    assertThat(told.getLast().content()).isEqualTo("sent");
  }

  @Test
  void doesNotMakeACallThatIsRefused() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = REGISTRY::underApproval;
    INFERENCE.plays(CALLS_SEND);
    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
    JsonNode waiting = waiting(id);
    INFERENCE.plays(Script.text("Then not."));

    decide(id, waiting, "refuse");
    JsonNode run = ended(id);

    assertThat(run.get("output").asString()).isEqualTo("Then not.");
    assertThat(run.at("/steps/0/verdict").asString()).isEqualTo("refused");
    assertThat(REGISTRY.invoked).hasSize(1);
    assertThat(INFERENCE.asked.getLast().messages().getLast().content())
        .isEqualTo("The user refused this call.");
  }

  @Test
  void asksAboutACallOfWhichNothingIsKnownAndDoesNotRepeatItByItself() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = call -> null;
    INFERENCE.plays(CALLS_SEND);
    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");

    JsonNode waiting = waiting(id);

    assertThat(waiting.at("/required_action/kind").asString()).isEqualTo("unknown_outcome");
    assertThat(waiting.at("/steps/0/result").isNull()).isTrue();
    int before = REGISTRY.invoked.size();
    INFERENCE.plays(Script.text("It may have been sent."));

    decide(id, waiting, "refuse");
    JsonNode run = ended(id);

    assertThat(REGISTRY.invoked).hasSize(before);
    assertThat(run.at("/steps/0/verdict").asString()).isEqualTo("unknown_outcome");
    assertThat(INFERENCE.asked.getLast().messages().getLast().content())
        .contains("not known whether this call was made");
  }

  @Test
  void goesOnAfterItsGatewayHasGoneInTheMiddleOfATurn() throws Exception {
    INFERENCE.plays(Script.text("42"));
    leave(
        "run_gone_in_turn",
        "{\"type\":\"run.started\"}",
        "{\"type\":\"turn.started\",\"turn\":1,\"task\":0}",
        "{\"type\":\"step.made\",\"step\":1,\"plugin\":\"calculator\",\"tool\":\"calculate\","
            + "\"arguments\":{\"e\":\"6*7\"},\"result\":\"42\",\"verdict\":\"allow\",\"ms\":5}");

    JsonNode run = ended("run_gone_in_turn");

    assertThat(run.get("status").asString()).isEqualTo("completed");
    assertThat(run.get("steps").size()).as("the step of before is kept").isEqualTo(1);
    assertThat(events("run_gone_in_turn"))
        .filteredOn(event -> event.get("type").asString().equals("run.resumed"))
        .extracting(event -> event.get("interrupted").asString())
        .containsExactly("turn");
    assertThat(INFERENCE.asked.getFirst().messages())
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
  }

  @Test
  void asksAboutACallThatAGatewayHadBegunBeforeItWasGone() throws Exception {
    INFERENCE.plays(Script.text("Sent, I think."));
    leaveInStep("run_gone_in_step");

    JsonNode waiting = waiting("run_gone_in_step");

    assertThat(waiting.at("/required_action/kind").asString()).isEqualTo("unknown_outcome");
    assertThat(REGISTRY.invoked).as("nothing is called again unasked").isEmpty();

    REGISTRY.calls = REGISTRY::underApproval;
    decide("run_gone_in_step", waiting, "approve");
    JsonNode run = ended("run_gone_in_step");

    assertThat(run.get("status").asString()).isEqualTo("completed");
    assertThat(run.at("/steps/0/result").asString()).isEqualTo("sent");
  }

  @Test
  void makesACallWhoseApprovalWasNotUsedUpBeforeTheGatewayWasGone() throws Exception {
    INFERENCE.plays(Script.text("Sent."));
    REGISTRY.calls = REGISTRY::underApproval;
    REGISTRY.approvals = List.of(approval(Approval.State.APPROVED));
    leaveInStep("run_not_called");

    JsonNode run = ended("run_not_called");

    assertThat(run.at("/steps/0/result").asString()).isEqualTo("sent");
    assertThat(REGISTRY.invoked).hasSize(1);
  }

  @Test
  void asksAgainForAnApprovalThatWasPendingWhenTheGatewayWasGone() throws Exception {
    REGISTRY.approvals = List.of(approval(Approval.State.PENDING));
    leaveInStep("run_pending");

    assertThat(waiting("run_pending").at("/required_action/kind").asString()).isEqualTo("approval");
  }

  @Test
  void endsAtItsBudgetOfTokens() throws Exception {
    REGISTRY.consequential = true;
    INFERENCE.plays(CALLS_SEND);

    String id =
        create("{\"goal\":\"Write\",\"plugins\":[\"calculator\"],\"budget\":{\"tokens\":30}}");
    JsonNode run = ended(id);

    assertThat(run.get("status").asString()).isEqualTo("incomplete");
    assertThat(run.get("reason").asString()).isEqualTo("max_tokens");
    assertThat(run.at("/used/prompt_tokens").asInt()).isEqualTo(22);
  }

  @Test
  void makesNoMoreCallsThanItMay() throws Exception {
    REGISTRY.consequential = true;
    AtomicInteger turns = new AtomicInteger();
    INFERENCE.plays(
        stage -> {
          if (turns.incrementAndGet() <= 3) {
            stage.send(new CompletionEvent.Started("small"));
            stage.send(
                new CompletionEvent.ToolCallPart(0, "call_" + turns, "calculate", "{\"n\":1}"));
            stage.finish(FinishReason.TOOL_CALLS);
          } else {
            Script.text("Enough.").play(stage);
          }
        });

    String id =
        create(
            "{\"goal\":\"Write\",\"plugins\":[\"calculator\"],\"budget\":{\"calls_per_tool\":1}}");
    JsonNode run = ended(id);

    assertThat(REGISTRY.invoked).hasSize(1);
    assertThat(run.get("status").asString()).isEqualTo("completed");
    assertThat(INFERENCE.asked.get(1).tools()).as("a tool that may not be called").isEmpty();
    assertThat(run.at("/steps/1/verdict").asString()).isEqualTo("budget_exhausted");
  }

  @Test
  void isCancelledWithinASecondInTheMiddleOfATurn() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          for (int i = 0; i < 600; i++) {
            stage.line("");
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
          }
        });
    String id = create("{\"goal\":\"Never ends\"}");
    await().until(() -> !INFERENCE.asked.isEmpty());

    post("/v1/runs/" + id + "/cancel", "");

    await()
        .atMost(Duration.ofSeconds(1))
        .until(() -> run(id).get("status").asString().equals("cancelled"));
    await().atMost(Duration.ofSeconds(1)).until(INFERENCE.hungUp::isDone);
  }

  @Test
  void isCancelledWhileItWaitsForADecision() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = REGISTRY::underApproval;
    INFERENCE.plays(CALLS_SEND);
    String id = create("{\"goal\":\"Write\",\"plugins\":[\"calculator\"]}");
    JsonNode waiting = waiting(id);

    HttpResponse<String> cancelled = post("/v1/runs/" + id + "/cancel", "");

    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(json(cancelled).get("status").asString()).isEqualTo("cancelled");
    assertThat(
            post(
                    "/v1/runs/" + id + "/actions/" + waiting.at("/required_action/id").asString(),
                    "{\"decision\":\"approve\"}")
                .statusCode())
        .isEqualTo(404);
    assertThat(REGISTRY.invoked).hasSize(1);
  }

  @Test
  void isCancelledWithinASecondInTheMiddleOfACallAndSaysThatItMayHaveBeenMade() throws Exception {
    REGISTRY.consequential = true;
    CountDownLatch never = new CountDownLatch(1);
    REGISTRY.calls =
        call -> {
          uninterruptibly(never);
          return null;
        };
    INFERENCE.plays(CALLS_SEND);
    String id = create("{\"goal\":\"Write\",\"plugins\":[\"calculator\"]}");
    await().until(() -> !REGISTRY.invoked.isEmpty());

    post("/v1/runs/" + id + "/cancel", "");

    await()
        .atMost(Duration.ofSeconds(1))
        .until(() -> run(id).get("status").asString().equals("cancelled"));
    never.countDown();
    assertThat(run(id).at("/steps/0/verdict").asString()).isEqualTo("unknown_outcome");
  }

  @Test
  void streamsItsEventsAndGoesOnWhereAReaderWasCutOff() throws Exception {
    String id = create("{\"goal\":\"Hello?\"}");
    ended(id);

    HttpResponse<String> all = get("/v1/runs/" + id + "/events");
    HttpResponse<String> rest = send(to("/v1/runs/" + id + "/events").header("Last-Event-ID", "3"));

    assertThat(header(all, "content-type")).startsWith("text/event-stream");
    assertThat(all.body())
        .startsWith("id: 1\nevent: run.created\n")
        .contains("event: run.completed");
    assertThat(rest.body()).startsWith("id: 4\nevent: turn.completed\n");
    assertThat(all.body()).endsWith(rest.body());
  }

  @Test
  void streamsEventsWhileTheyHappen() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    INFERENCE.plays(
        stage -> {
          uninterruptibly(goOn);
          Script.text("Hello.").play(stage);
        });
    String id = create("{\"goal\":\"Hello?\"}");
    List<String> lines = new ArrayList<>();

    HTTP.send(to("/v1/runs/" + id + "/events").build(), HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith("event: "))
        .forEach(
            line -> {
              lines.add(line);
              if (line.equals("event: turn.started")) {
                goOn.countDown();
              }
            });

    assertThat(lines).endsWith("event: turn.completed", "event: run.completed");
  }

  @Test
  void whoReadsItsEventsHoldsNoPlaceOfItsKeyAndThereAreOnlySoMany() throws Exception {
    String id = waitingRun();
    ApiKey.Issued key =
        keys.issue(
            "default",
            "one request at a time",
            Set.of(Scope.CHAT),
            null,
            new KeyTerms(Grants.ALL, new Limits(null, null, null, null, 1L), null));
    HttpRequest events = as(key, "/v1/runs/" + id + "/events").build();
    List<HttpResponse<Stream<String>>> readers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      readers.add(HTTP.send(events, HttpResponse.BodyHandlers.ofLines()));
    }
    assertThat(readers).allMatch(reader -> reader.statusCode() == 200);

    HttpResponse<String> oneMore = HTTP.send(events, HttpResponse.BodyHandlers.ofString());
    assertThat(oneMore.statusCode()).isEqualTo(429);
    assertThat(oneMore.body()).contains("too_many_readers");
    assertThat(header(oneMore, "retry-after")).isEqualTo("5");
    assertThat(send(as(key, "/v1/models")).statusCode()).isEqualTo(200);
    await()
        .untilAsserted(
            () -> assertThat(metrics.get("hearth.gateway.places.taken").gauge().value()).isZero());

    post("/v1/runs/" + id + "/cancel", "");
    for (HttpResponse<Stream<String>> reader : readers) {
      assertThat(reader.body()).contains("event: run.cancelled");
    }
    await()
        .untilAsserted(
            () ->
                assertThat(HTTP.send(events, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200));
  }

  @Test
  void allReadersOfEventsTogetherAreBoundedToo() throws Exception {
    String id = waitingRun();
    try (ConfigurableApplicationContext small = another("hearth.gateway.runs.max-readers=1")) {
      HttpRequest events =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:"
                          + small.getEnvironment().getProperty("local.server.port")
                          + "/v1/runs/"
                          + id
                          + "/events"))
              .header("Authorization", "Bearer " + ADMIN_KEY)
              .build();
      HttpResponse<Stream<String>> reader = HTTP.send(events, HttpResponse.BodyHandlers.ofLines());
      assertThat(reader.statusCode()).isEqualTo(200);

      HttpResponse<String> other = HTTP.send(events, HttpResponse.BodyHandlers.ofString());

      assertThat(other.statusCode()).isEqualTo(503);
      assertThat(header(other, "retry-after")).isEqualTo("5");
      post("/v1/runs/" + id + "/cancel", "");
      assertThat(reader.body()).contains("event: run.cancelled");
    }
  }

  /** A run that waits for its caller, and on which nobody works meanwhile. */
  private String waitingRun() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = REGISTRY::underApproval;
    INFERENCE.plays(CALLS_SEND);
    String id = create("{\"goal\":\"Write\",\"plugins\":[\"calculator\"]}");
    assertThat(waiting(id).get("status").asString()).isEqualTo("requires_action");
    return id;
  }

  @Test
  void itsEventsAloneShowItAgain() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = REGISTRY::underApproval;
    INFERENCE.plays(CALLS_SEND);
    String id = create("{\"goal\":\"Write\",\"plugins\":[\"calculator\"]}");
    JsonNode waiting = waiting(id);
    INFERENCE.plays(Script.text("Done."));
    decide(id, waiting, "approve");
    JsonNode run = ended(id);

    JsonNode frames = json(get("/v1/runs/" + id + "/replay")).get("frames");

    assertThat(frames.get(frames.size() - 1).get("run")).isEqualTo(run);
    List<String> statuses = new ArrayList<>();
    frames.forEach(frame -> statuses.add(frame.at("/run/status").asString()));
    assertThat(statuses).startsWith("queued", "running").contains("requires_action");
  }

  @Test
  void worksOnTasksOneAfterTheOther() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    INFERENCE.plays(stage -> Script.text("Answer " + turns.incrementAndGet()).play(stage));

    String id = create("{\"goal\":\"Two things.\",\"tasks\":[\"First.\",\"Second.\"]}");
    JsonNode run = ended(id);

    assertThat(run.get("output").asString()).isEqualTo("Answer 2");
    assertThat(run.get("tasks_done").asInt()).isEqualTo(2);
    assertThat(INFERENCE.asked.getLast().messages())
        .extracting(Message::content)
        .containsExactly("Two things.\n\nFirst.", "Answer 1", "Second.");
  }

  @Test
  void endsWhenItsKeyIsSuspended() throws Exception {
    ApiKey.Issued issued = keys.issue("default", "of a run", Set.of(Scope.CHAT), null);
    INFERENCE.plays(
        stage -> {
          suspend(issued.key().id());
          Script.text("Done.").play(stage);
        });

    String id = create(issued, "{\"goal\":\"Two things.\",\"tasks\":[\"First.\",\"Second.\"]}");
    JsonNode run = ended(id);

    assertThat(run.get("status").asString()).isEqualTo("incomplete");
    assertThat(run.get("reason").asString()).isEqualTo("key_suspended");
    assertThat(run.get("tasks_done").asInt()).isEqualTo(1);
  }

  private void suspend(UUID key) {
    try {
      send(
          to("/admin/suspensions/" + key)
              .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"a test\"}")));
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void beginsATurnAgainThatThePlatformCouldNotFinish() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    INFERENCE.plays(
        stage -> {
          if (turns.incrementAndGet() == 1) {
            stage.send(new CompletionEvent.Failed(503, "queue_full", "Too many wait.", null, 1));
          } else {
            Script.text("Here.").play(stage);
          }
        });

    String id = create("{\"goal\":\"Hello?\"}");

    assertThat(ended(id).get("output").asString()).isEqualTo("Here.");
    assertThat(types(id)).contains("turn.failed");
  }

  @Test
  void failsWhereTryingAgainDoesNotHelp() throws Exception {
    INFERENCE.plays(
        stage ->
            stage.send(
                new CompletionEvent.Failed(
                    404, "model_not_found", "No such model.", "model", null)));

    JsonNode run = ended(create("{\"goal\":\"Hello?\",\"model\":\"none\"}"));

    assertThat(run.get("status").asString()).isEqualTo("failed");
    assertThat(run.at("/error/code").asString()).isEqualTo("model_not_found");
  }

  @Test
  void screensTheGoalAndWhatComesOut() throws Exception {
    HttpResponse<String> refused = post("/v1/runs", "{\"goal\":\"a forbidden phrase\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("code").asString()).isEqualTo("content_policy_violation");

    INFERENCE.plays(Script.text("Here is a forbidden phrase."));
    String id = create("{\"goal\":\"Hello alice@example.org\"}");
    JsonNode run = ended(id);

    assertThat(run.get("status").asString()).isEqualTo("incomplete");
    assertThat(run.get("reason").asString()).isEqualTo("content_filter");
    assertThat(run.get("goal").asString()).isEqualTo("Hello [email]");
    assertThat(get("/v1/runs/" + id + "/events").body()).doesNotContain("forbidden phrase");
  }

  @Test
  void screensItsNotesAsItsGoal() throws Exception {
    for (String metadata :
        List.of("{\"topic\":\"a forbidden phrase\"}", "{\"a forbidden phrase\":\"topic\"}")) {
      HttpResponse<String> refused =
          post("/v1/runs", "{\"goal\":\"Hello\",\"metadata\":" + metadata + "}");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).get("code").asString()).isEqualTo("content_policy_violation");
      assertThat(json(refused).get("param").asString()).isEqualTo("metadata");
    }

    String id =
        create(
            "{\"goal\":\"Hello\",\"model\":\"alice@example.org\",\"metadata\":"
                + "{\"by\":\"alice@example.org\",\"password\":\"hunter22x\"}}");

    JsonNode run = run(id);
    assertThat(run.at("/metadata/by").asString()).isEqualTo("[email]");
    assertThat(run.at("/metadata/password").asString()).isEqualTo("[secret]");
    assertThat(events(id).getFirst().get("model").asString()).isEqualTo("[email]");
    assertThat(ended(id).toString()).doesNotContain("alice@").doesNotContain("hunter22x");
    assertThat(events(id).toString()).doesNotContain("alice@").doesNotContain("hunter22x");
  }

  @Test
  void withholdsAResultThatMayNotBeShown() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = call -> RegistryStandIn.done("the forbidden phrase");
    INFERENCE.plays(CALLS_SEND);
    ApiKey.Issued key = keys.issue("default", "of a run", Set.of(Scope.CHAT), null);
    String id =
        create(key, "{\"goal\":\"Write\",\"plugins\":[\"calculator\"],\"budget\":{\"tokens\":30}}");
    JsonNode run = ended(id);

    assertThat(run.at("/steps/0/verdict").asString()).isEqualTo("result_refused");
    assertThat(run.toString()).doesNotContain("forbidden phrase");
    assertThat(
            jdbc.sql("select count(*) from gateway.refusal where caller = :caller")
                .param("caller", key.key().id())
                .query(Integer.class)
                .single())
        .as("each counts as a refused answer does")
        .isEqualTo(run.get("steps").size());
  }

  @Test
  void makesOneRunOfOneIdempotencyKey() throws Exception {
    HttpRequest.Builder request =
        to("/v1/runs")
            .header("Idempotency-Key", "order-66")
            .POST(HttpRequest.BodyPublishers.ofString("{\"goal\":\"Hello?\"}"));

    JsonNode first = json(send(request));
    HttpResponse<String> second = send(request);
    HttpResponse<String> other =
        send(
            to("/v1/runs")
                .header("Idempotency-Key", "order-66")
                .POST(HttpRequest.BodyPublishers.ofString("{\"goal\":\"Something else\"}")));

    assertThat(json(second).get("id")).isEqualTo(first.get("id"));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(json(get("/v1/runs")).get("data").size()).isEqualTo(1);
    ended(json(second).get("id").asString());
  }

  @Test
  void belongsToItsTeam() throws Exception {
    String id = create("{\"goal\":\"Hello?\"}");
    ended(id);
    jdbc.sql("insert into gateway.team (name) values ('others') on conflict do nothing").update();
    jdbc.sql("update gateway.run set team = 'others' where id = :id").param("id", id).update();

    for (String path : List.of("", "/events", "/replay")) {
      assertThat(get("/v1/runs/" + id + path).statusCode()).isEqualTo(404);
    }
    assertThat(post("/v1/runs/" + id + "/cancel", "").statusCode()).isEqualTo(404);
    assertThat(json(get("/v1/runs")).get("data").size()).isZero();
  }

  @Test
  void listsRunsTheNewestFirst() throws Exception {
    String first = create("{\"goal\":\"One\"}");
    ended(first);
    String second = create("{\"goal\":\"Two\"}");
    ended(second);

    JsonNode page = json(get("/v1/runs?limit=1"));
    JsonNode next = json(get("/v1/runs?limit=1&after=" + second));

    assertThat(page.at("/data/0/id").asString()).isEqualTo(second);
    assertThat(page.get("has_more").asBoolean()).isTrue();
    assertThat(next.at("/data/0/id").asString()).isEqualTo(first);
    assertThat(next.get("has_more").asBoolean()).isFalse();
    assertThat(json(get("/v1/runs?status=failed")).get("data").size()).isZero();
    assertThat(get("/v1/runs?status=lost").statusCode()).isEqualTo(400);
  }

  @Test
  void takesOnNoMoreRunsOfATeamThanItMay() throws Exception {
    for (int i = 0; i < 16; i++) {
      jdbc.sql(
              "insert into gateway.run (id, team, key_id, scopes, request_hash, status,"
                  + " action_expires_at) values (:id, 'default', gen_random_uuid(), '{chat}', '',"
                  + " 'requires_action', now() + interval '1 hour')")
          .param("id", "run_many_" + i)
          .update();
    }

    HttpResponse<String> refused = post("/v1/runs", "{\"goal\":\"One more\"}");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "retry-after")).isNotBlank();
  }

  @Test
  void recordsEachTurnInTheAudit() throws Exception {
    String id = create("{\"goal\":\"Hello?\"}");
    ended(id);

    assertThat(
            jdbc.sql(
                    "select model || '/' || prompt_tokens || '/' || completion_tokens from"
                        + " gateway.audit_record where path = :path and method = 'RUN'")
                .param("path", "/v1/runs/" + id)
                .query(String.class)
                .list())
        .containsExactly("small/11/7");
  }

  @Test
  void aCallThatChangesSomethingIsRecordedBeforeAndAfterIt() throws Exception {
    REGISTRY.consequential = true;
    CompletableFuture<String> known = new CompletableFuture<>();
    CompletableFuture<List<String>> before = new CompletableFuture<>();
    REGISTRY.calls =
        call -> {
          before.complete(records(known.join()));
          return RegistryStandIn.done("sent");
        };
    callOnce();

    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
    known.complete(id);
    ended(id);

    assertThat(before.join()).last().isEqualTo("attempt {calculator} 0 0 -");
    assertThat(records(id)).contains("request {calculator} 1 200 -");
  }

  @ParameterizedTest
  @CsvSource({
    "timeout, 504",
    "plugin_error, 502",
    "unavailable, 502",
    "unknown_tool, 404",
    "bad_arguments, 400",
    "refused, 403",
    "result_refused, 200"
  })
  void aCallThatFailsIsRecordedAsWhatItIs(String reason, int status) throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = call -> new InvocationResult.Failed(reason, "It did not work.", 5);
    callOnce();

    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
    ended(id);

    assertThat(records(id)).contains("request {calculator} 1 " + status + " " + reason);
  }

  @Test
  void aCallOfWhichNothingIsKnownIsRecordedAsAFailure() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls = call -> null;
    callOnce();

    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
    waiting(id);

    assertThat(records(id))
        .last()
        .asString()
        .startsWith("request {calculator} 1 50")
        .doesNotEndWith("-");
  }

  @Test
  void aResultThatCouldNotBeScreenedIsRecordedAsThat() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls =
        call -> {
          MODERATION.failing = request -> true;
          return RegistryStandIn.done("sent");
        };
    INFERENCE.plays(CALLS_SEND);

    String id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
    await().until(() -> types(id).contains("step.completed"));
    MODERATION.failing = request -> false;
    post("/v1/runs/" + id + "/cancel", "");

    assertThat(ended(id).at("/steps/0/verdict").asString()).isEqualTo("result_unscreened");
    assertThat(records(id)).contains("request {} 0 503 moderation_unavailable");
  }

  @Test
  void theResultOfACallWaitsForItsRecord() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.calls =
        call -> {
          jdbc.sql("alter table gateway.audit_record rename to audit_elsewhere").update();
          return RegistryStandIn.done("sent");
        };
    callOnce();
    String id;
    try {
      id = create("{\"goal\":\"Write to Bob\",\"plugins\":[\"calculator\"]}");
      await().until(() -> !REGISTRY.invoked.isEmpty());
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(10))
          .until(() -> types(id).getLast().equals("step.started"));
    } finally {
      jdbc.sql("alter table if exists gateway.audit_elsewhere rename to audit_record").update();
    }

    JsonNode run = ended(id);

    assertThat(run.at("/steps/0/result").asString()).isEqualTo("sent");
    assertThat(REGISTRY.invoked).as("it is not made again").hasSize(1);
    assertThat(records(id)).contains("request {calculator} 1 200 -");
  }

  /** The model wants one call, and says something when it is made. */
  private static void callOnce() {
    AtomicInteger turns = new AtomicInteger();
    INFERENCE.plays(
        stage -> {
          Script turn = turns.incrementAndGet() == 1 ? CALLS_SEND : Script.text("Done.");
          turn.play(stage);
        });
  }

  /** What was recorded of a run's work, in order. */
  private List<String> records(String id) {
    return jdbc.sql(
            "select kind || ' ' || plugins::text || ' ' || steps || ' ' || status || ' ' ||"
                + " coalesce(error_code, '-') from gateway.audit_record where path = :path and"
                + " method = 'RUN' order by recorded_at, seq")
        .param("path", "/v1/runs/" + id)
        .query(String.class)
        .list();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|goal",
        "{\"goal\":\"\"}|goal",
        "{\"goal\":\"x\",\"colour\":1}|colour",
        "{\"goal\":\"x\",\"tasks\":[\"\"]}|tasks",
        "{\"goal\":\"x\",\"budget\":{\"steps\":-1}}|budget.steps",
        "{\"goal\":\"x\",\"budget\":{\"tokens\":0}}|budget.tokens",
        "{\"goal\":\"x\",\"budget\":{\"money\":1}}|budget.money",
        "{\"goal\":\"x\",\"plugins\":7}|plugins",
        "{\"goal\":\"x\",\"temperature\":9}|temperature",
      })
  void refusesByName(String body, String param) throws Exception {
    HttpResponse<String> answer = post("/v1/runs", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
    assertThat(json(answer).get("param").asString()).isEqualTo(param);
  }

  /** A run as a gateway leaves it that was killed: its lease runs out, its last event stays. */
  private void leave(String id, String... events) {
    List<String> all = new ArrayList<>();
    all.add(
        "{\"type\":\"run.created\",\"goal\":\"Write to Bob\",\"tasks\":[],"
            + "\"plugins\":[\"calculator\"],\"metadata\":{},\"budget\":{\"steps\":5,"
            + "\"tokens\":1000,\"seconds\":60,\"calls_per_tool\":5}}");
    all.addAll(List.of(events));
    jdbc.sql(
            "with run as (insert into gateway.run (id, team, key_id, scopes, request_hash, status,"
                + " owner, lease_until, last_event) values (:id, 'default', gen_random_uuid(),"
                + " '{chat}', '', 'running', gen_random_uuid(), now() - interval '1 second',"
                + " :count) returning id) insert into gateway.run_event (run_id, number, at, event)"
                + " select run.id, one.number, now(), one.event::jsonb from run,"
                + " unnest(:events) with ordinality as one (event, number)")
        .param("id", id)
        .param("count", all.size())
        .param("events", all.toArray(String[]::new))
        .update();
  }

  private void leaveInStep(String id) {
    REGISTRY.consequential = true;
    leave(
        id,
        "{\"type\":\"run.started\"}",
        "{\"type\":\"turn.started\",\"turn\":1,\"task\":0}",
        "{\"type\":\"turn.completed\",\"turn\":1,\"model\":\"small\",\"text\":\"\",\"calls\":"
            + "[{\"id\":\"call_1\",\"plugin\":\"calculator\",\"tool\":\"calculate\","
            + "\"arguments\":\"{\\\"to\\\":\\\"Bob\\\"}\"}],\"reason\":\"tool_calls\","
            + "\"prompt_tokens\":1,\"completion_tokens\":1}",
        "{\"type\":\"step.started\",\"step\":1,\"call\":\"call_1\",\"plugin\":\"calculator\","
            + "\"tool\":\"calculate\",\"arguments\":{\"to\":\"Bob\"}}");
  }

  private static Approval approval(Approval.State state) {
    return new Approval(
        "appr_0",
        "calculator",
        "calculate",
        JSON.readTree("{\"to\":\"Bob\"}"),
        state,
        Instant.parse("2040-01-01T00:00:00Z"));
  }

  private String create(String body) throws Exception {
    return created(post("/v1/runs", body));
  }

  private String create(ApiKey.Issued key, String body) throws Exception {
    return created(send(as(key, "/v1/runs").POST(HttpRequest.BodyPublishers.ofString(body))));
  }

  private HttpRequest.Builder as(ApiKey.Issued key, String path) {
    return HttpRequest.newBuilder(URI.create(url(path)))
        .header("Authorization", "Bearer " + key.text());
  }

  private static String created(HttpResponse<String> created) {
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    return json(created).get("id").asString();
  }

  private void decide(String id, JsonNode waiting, String decision) throws Exception {
    HttpResponse<String> decided =
        post(
            "/v1/runs/" + id + "/actions/" + waiting.at("/required_action/id").asString(),
            "{\"decision\":\"" + decision + "\"}");
    assertThat(decided.statusCode()).as(decided.body()).isEqualTo(202);
  }

  /** The change in the one record of this kind and path; empty if it holds none. */
  private String recorded(String path, String kind) {
    return jdbc.sql(
            "select coalesce(change, '') from gateway.audit_record"
                + " where path like :path and kind = :kind")
        .param("path", path)
        .param("kind", kind)
        .query(String.class)
        .single();
  }

  private JsonNode run(String id) throws Exception {
    return json(get("/v1/runs/" + id));
  }

  private JsonNode ended(String id) throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                List.of("completed", "incomplete", "failed", "cancelled")
                    .contains(run(id).get("status").asString()));
    return run(id);
  }

  private JsonNode waiting(String id) throws Exception {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> run(id).get("status").asString().equals("requires_action"));
    return run(id);
  }

  private List<JsonNode> events(String id) {
    return jdbc
        .sql("select event from gateway.run_event where run_id = :id order by number")
        .param("id", id)
        .query(String.class)
        .list()
        .stream()
        .map(event -> JSON.readTree(event))
        .toList();
  }

  private List<String> types(String id) {
    return events(id).stream().map(event -> event.get("type").asString()).toList();
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      if (!latch.await(10, java.util.concurrent.TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody went on");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
