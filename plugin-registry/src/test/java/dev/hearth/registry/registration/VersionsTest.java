package dev.hearth.registry.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VersionsTest extends RegistryTest {

  private static String document(String summary, String path) {
    return """
    openapi: 3.0.3
    info: {title: shelf, version: "1"}
    servers: [{url: "%s"}]
    paths:
      %s:
        get: {operationId: find, summary: "%s", responses: {"200": {description: ok}}}
    """
        .formatted(INTERNAL.origin(), path, summary);
  }

  private Answer register(String team, String document) {
    return register(team, document, Map.of());
  }

  private Answer approve(String team, int version) {
    return post(team, "/v1/plugins/shelf/versions/" + version + "/approve", "");
  }

  private String shown(String team) {
    return post(team, "/tools/search", "{\"plugins\":[\"shelf\"],\"question\":\"x\",\"limit\":5}")
        .has(200)
        .at("/tools/0/description");
  }

  @Test
  void modelsSeeAChangeOnlyOnceAnAdministratorApprovedIt() {
    INTERNAL.on("/v1/find", "text/plain", "old place");
    INTERNAL.on("/v2/find", "text/plain", "new place");
    register("ver-1", document("Find a book", "/v1/find")).has(201);
    Answer changed = register("ver-1", document("Find a film", "/v2/find")).has(200);

    assertThat(changed.json().at("/version").asInt()).isEqualTo(1);
    assertThat(changed.json().at("/pending/version").asInt()).isEqualTo(2);
    assertThat(changed.at("/pending/changes/0/what")).isEqualTo("find");
    assertThat(changed.at("/pending/changes/0/before")).isEqualTo("Find a book");
    assertThat(changed.at("/pending/changes/0/after")).isEqualTo("Find a film");
    assertThat(changed.at("/pending/changes/1/after"))
        .isEqualTo("GET " + INTERNAL.origin() + "/v2/find");
    assertThat(shown("ver-1")).isEqualTo("Find a book");
    assertThat(post("ver-1", "/v1/plugins/shelf/tools/find/invoke", "{}").at("/text"))
        .isEqualTo("old place");

    call(
            "ver-1",
            EnumSet.of(Scope.PLUGINS_WRITE, Scope.CHAT),
            "POST",
            "/v1/plugins/shelf/versions/2/approve",
            "application/json",
            "")
        .has(403);
    Answer approved = approve("ver-1", 2).has(200);
    assertThat(approved.json().at("/version").asInt()).isEqualTo(2);
    assertThat(approved.json().has("pending")).isFalse();
    assertThat(shown("ver-1")).isEqualTo("Find a film");
    assertThat(post("ver-1", "/v1/plugins/shelf/tools/find/invoke", "{}").at("/text"))
        .isEqualTo("new place");
    assertThat(get("ver-1", "/v1/plugins/shelf/versions/1").at("/changes/0/after"))
        .isEqualTo("Find a book");
    approve("ver-1", 3).has(404);
  }

  @Test
  void aFormerVersionCanBeShownAgain() {
    register("ver-2", document("one", "/one")).has(201);
    register("ver-2", document("two", "/two")).has(200);
    approve("ver-2", 2).has(200);

    approve("ver-2", 1).has(200);

    assertThat(shown("ver-2")).isEqualTo("one");
    assertThat(get("ver-2", "/v1/plugins/shelf").at("/versions/0/state")).isEqualTo("pending");
  }

  @Test
  void anAdministratorMayApproveWithTheRegistration() {
    register("ver-3", document("one", "/one")).has(201);
    byte[] next = document("two", "/two").getBytes(StandardCharsets.UTF_8);
    String path = "/v1/plugins?approve=true";

    call("ver-3", EnumSet.of(Scope.PLUGINS_WRITE), "POST", path, "application/yaml", next).has(403);
    call("ver-3", EnumSet.allOf(Scope.class), "POST", path, "application/yaml", next).has(200);

    assertThat(shown("ver-3")).isEqualTo("two");
  }

  @Test
  void aChangeOfWhatWasChangedMeanwhileIsRefused() {
    String stale = register("ver-4", document("one", "/one")).has(201).etag();
    Map<String, String> ifMatch = Map.of("If-Match", stale);
    assertThat(get("ver-4", "/v1/plugins/shelf").etag()).isEqualTo(stale).isNotEmpty();
    register("ver-4", document("two", "/two"), ifMatch).has(200);

    Answer refused = register("ver-4", document("three", "/three"), ifMatch).has(412);
    assertThat(refused.at("/code")).isEqualTo("version_conflict");
    for (String method : List.of("PATCH", "DELETE")) {
      call(
              "ver-4",
              EnumSet.allOf(Scope.class),
              method,
              "/v1/plugins/shelf",
              "application/json",
              "{\"enabled\":false}".getBytes(StandardCharsets.UTF_8),
              ifMatch)
          .has(412);
    }
    assertThat(get("ver-4", "/v1/plugins/shelf").json().at("/versions")).hasSize(2);
  }

  @Test
  void theSameRequestIsMadeOnceHoweverOftenItIsSent() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "abc");
    String document = document("one", "/one");
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> calls =
          IntStream.range(0, 6)
              .mapToObj(n -> threads.submit(() -> register("ver-5", document, key)))
              .toList();
      for (Future<Answer> call : calls) {
        answers.add(call.get());
      }
    }
    assertThat(answers).extracting(Answer::status).isSubsetOf(201, 409).contains(201);

    Answer again = register("ver-5", document, key).has(201);
    assertThat(again.at("/name")).isEqualTo("shelf");
    assertThat(again.etag()).isNotEmpty();
    assertThat(register("ver-5", document("two", "/two"), key).has(422).at("/code"))
        .isEqualTo("idempotency_key_reused");
    register("ver-6", document("two", "/two"), key).has(201);
  }

  @Test
  void aFailedRequestMayBeSentAgainUnderItsKey() {
    Map<String, String> key = Map.of("Idempotency-Key", "down");
    MODERATION.setDown(true);
    try {
      register("ver-7", document("one", "/one"), key).has(503);
    } finally {
      MODERATION.setDown(false);
    }
    register("ver-7", document("one", "/one"), key).has(201);
  }

  @Test
  void everyChangeIsInTheHistory() {
    register("ver-8", document("one", "/one")).has(201);
    register("ver-8", document("two", "/two")).has(200);
    approve("ver-8", 2).has(200);
    call("ver-8", "PATCH", "/v1/plugins/shelf", "{\"enabled\":false}").has(200);

    Answer history = get("ver-8", "/v1/plugins/shelf/history").has(200);

    assertThat(history.json().at("/events").findValuesAsString("action"))
        .containsExactly("disabled", "approved", "registered", "registered");
    assertThat(history.at("/events/0/actor")).isEqualTo("key-of-ver-8");
  }

  @Test
  void aRefusedVersionWaitsNoLonger() {
    register("ver-refuse", document("Find a book", "/a")).has(201);
    register("ver-refuse", document("Find a film", "/b")).has(200);

    Answer refused = post("ver-refuse", "/v1/plugins/shelf/versions/2/refuse", "").has(200);
    assertThat(refused.json().has("pending")).isFalse();
    assertThat(refused.at("/versions/0/state")).isEqualTo("refused");
    assertThat(shown("ver-refuse")).isEqualTo("Find a book");
    assertThat(post("ver-refuse", "/v1/plugins/shelf/versions/1/refuse", "").has(409).at("/code"))
        .isEqualTo("version_live");
    assertThat(get("ver-refuse", "/v1/plugins/shelf/history").at("/events/0/action"))
        .isEqualTo("refused");
    approve("ver-refuse", 2).has(200);
    assertThat(shown("ver-refuse")).isEqualTo("Find a film");
  }

  @Test
  void onlyOwnersAndAdministratorsChangeAPlugin() {
    register("ver-own", document("Find a book", "/a")).has(201);
    Caller stranger =
        new Caller("stranger", "ver-own", EnumSet.of(Scope.PLUGINS_WRITE, Scope.CHAT), "req");
    Caller owner =
        new Caller("key-of-ver-own", "ver-own", EnumSet.of(Scope.PLUGINS_WRITE, Scope.CHAT), "req");

    assertThat(call(stranger, "DELETE", "/v1/plugins/shelf", "").has(403).at("/code"))
        .isEqualTo("not_owner");
    call(stranger, "POST", "/v1/plugins", document("Find a film", "/b")).has(403);
    call(stranger, "PATCH", "/v1/plugins/shelf", "{\"owners\":[\"stranger\"]}").has(403);
    call(stranger, "PATCH", "/v1/plugins/shelf", "{\"enabled\":false}").has(200);
    Answer shared =
        call(owner, "PATCH", "/v1/plugins/shelf", "{\"owners\":[\"key-of-ver-own\",\"stranger\"]}")
            .has(200);
    assertThat(shared.at("/owners/1")).isEqualTo("stranger");
    call(stranger, "DELETE", "/v1/plugins/shelf", "").has(204);
  }

  @Test
  void anAdministratorShowsAPluginToChosenTeams() {
    INTERNAL.on("/a", "text/plain", "found");
    register("ver-share", document("Find a book", "/a")).has(201);
    String change = "{\"shared_with\":[\"ver-guest\"]}";
    call(
            "ver-share",
            EnumSet.of(Scope.PLUGINS_WRITE, Scope.CHAT),
            "PATCH",
            "/v1/plugins/shelf",
            "application/json",
            change)
        .has(403);
    get("ver-guest", "/v1/plugins/shelf").has(404);

    assertThat(
            call("ver-share", "PATCH", "/v1/plugins/shelf", change).has(200).at("/shared_with/0"))
        .isEqualTo("ver-guest");
    assertThat(shown("ver-guest")).isEqualTo("Find a book");
    assertThat(post("ver-guest", "/v1/plugins/shelf/tools/find/invoke", "{}").at("/text"))
        .isEqualTo("found");
    get("ver-third", "/v1/plugins/shelf").has(404);
    call(
            "ver-guest",
            EnumSet.of(Scope.PLUGINS_WRITE, Scope.CHAT),
            "DELETE",
            "/v1/plugins/shelf",
            "application/json",
            "")
        .has(403);

    register("ver-taken", document("Find a song", "/a")).has(201);
    assertThat(
            call("ver-share", "PATCH", "/v1/plugins/shelf", "{\"shared_with\":[\"ver-taken\"]}")
                .has(409)
                .at("/code"))
        .isEqualTo("plugin_name_taken");
    call("ver-share", "PATCH", "/v1/plugins/shelf", "{\"shared_with\":[]}").has(200);
    get("ver-guest", "/v1/plugins/shelf").has(404);
  }
}
