package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.identity.ApiKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A table that is locked answers nobody, as a database that hangs; nothing is remembered here. */
@TestPropertySource(properties = "hearth.gateway.key-cache-time=1ms")
class DatabaseOutageTest extends GatewayFixture {

  private static final int CALLERS = 64;

  /** One wait for a look-up, and what a busy machine may add. */
  private static final Duration ONE_WAIT = Duration.ofMillis(4000 + 2500);

  @Autowired ApiKeys keys;
  @Autowired DataSource database;

  @ParameterizedTest
  @ValueSource(strings = {"api_key", "team", "suspension", "audit_policy"})
  void manyWhoNeedTheSameWaitOnceAllTogether(String table) throws Exception {
    allAreRefusedInOneWait(table, Collections.nCopies(CALLERS, key()));
  }

  @Test
  void manyWhoNeedEachTheirOwnWaitOnceToo() throws Exception {
    allAreRefusedInOneWait("api_key", Stream.generate(this::key).limit(CALLERS).toList());
  }

  private void allAreRefusedInOneWait(String table, List<String> callers) throws Exception {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table gateway." + table + " in access exclusive mode");

      List<CompletableFuture<HttpResponse<String>>> answers =
          callers.stream()
              .map(key -> HTTP.sendAsync(question(key), HttpResponse.BodyHandlers.ofString()))
              .toList();

      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.join().statusCode()).isEqualTo(503);
        assertThat(at(json(answer.join()), "/error/code").stringValue())
            .isEqualTo("service_unavailable");
        assertThat(header(answer.join(), "retry-after")).matches("[1-9]");
      }
      connection.rollback();
    }
    for (String key : Set.copyOf(callers)) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  HTTP.send(question(key), HttpResponse.BodyHandlers.ofString()).statusCode()
                      == 200);
    }
  }

  /** Of a team of its own, of which nothing is known yet. */
  private String key() {
    String team = "t-" + UUID.randomUUID();
    jdbc.sql("insert into gateway.team (name) values (:name)").param("name", team).update();
    return keys.issue(team, "a", Set.of(Scope.CHAT), null).text();
  }

  private HttpRequest question(String key) {
    return HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
        .header("Authorization", "Bearer " + key)
        .timeout(ONE_WAIT)
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":5}"))
        .build();
  }
}
