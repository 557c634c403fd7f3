package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hearth.standalone.HearthUnderTest.Answer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A rollout from the last release, on a database that it left: while the new version comes up, the
 * former one goes on with its work; each sees what the other writes; and the former one can come
 * back. A new release puts its own database and statements in the place of these.
 */
@TestInstance(Lifecycle.PER_CLASS)
class UpgradeTest {

  private static final String FORMER = "0.1.0";
  private static final String USER = "postgres";

  /** As long as a gateway waits for its database (spring.datasource, gateway-service.yml). */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private EmbeddedPostgres postgres;
  private int made;

  @BeforeAll
  void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  void stop() throws IOException {
    postgres.close();
  }

  /** A new database as the former version left it; returns its name. */
  private String left() throws SQLException {
    String name = "left" + made++;
    JdbcClient.create(postgres.getPostgresDatabase()).sql("create database " + name).update();
    FormerVersion.leave(FORMER, database(name));
    return name;
  }

  private DataSource database(String name) {
    return postgres.getDatabase(USER, name);
  }

  private static FluentConfiguration flyway(DataSource database, String schema) {
    return Flyway.configure()
        .dataSource(database)
        .schemas(schema)
        .defaultSchema(schema)
        .locations("classpath:db/" + schema);
  }

  private static void migrate(DataSource database) {
    flyway(database, "gateway").load().migrate();
    flyway(database, "registry").load().migrate();
  }

  @Test
  void bothVersionsWorkSideBySideWhileTheNewOneComesUp() throws Exception {
    String name = left();
    JdbcClient jdbc = JdbcClient.create(database(name));
    FormerVersion former = new FormerVersion(FORMER, database(name));
    List<FormerVersion.Round> rounds = new CopyOnWriteArrayList<>();
    AtomicBoolean up = new AtomicBoolean();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> working =
          threads.submit(
              () -> {
                while (!up.get()) {
                  rounds.add(former.work());
                }
              });
      await().until(() -> rounds.size() > 2 || working.isDone());
      int before = rounds.size();
      try (HearthUnderTest hearth =
          HearthUnderTest.startOn(postgres.getJdbcUrl(USER, name), USER)) {
        up.set(true);
        working.get();

        assertThat(rounds).as("work while the schema changed").hasSizeGreaterThan(before);
        assertThat(rounds).allMatch(round -> round.longest().compareTo(PATIENCE) < 0);
        findsWhatTheFormerVersionLeft(hearth, jdbc);
        eachSeesWhatTheOtherWrites(hearth, former, jdbc);
      } finally {
        up.set(true);
      }
    }
  }

  private static void findsWhatTheFormerVersionLeft(HearthUnderTest hearth, JdbcClient jdbc) {
    assertThat(hearth.get("/admin/teams").text()).contains("\"research\"");
    assertThat(hearth.get("/admin/keys").text()).contains("\"notebook\"");
    assertThat(hearth.get("/v1/plugins").text()).contains("\"calculator\"", "\"clock\"");
    List<String> requests =
        jdbc.sql(
                "select request_id from gateway.audit where model is not null"
                    + " and path = '/v1/chat/completions' and at < '2026-11-26'")
            .query(String.class)
            .list();
    assertThat(requests).isNotEmpty();
    assertThat(hearth.get("/admin/audit?limit=1000").text()).contains(requests);
  }

  private static void eachSeesWhatTheOtherWrites(
      HearthUnderTest hearth, FormerVersion former, JdbcClient jdbc) {
    FormerVersion.Round written = former.work();

    Answer plugins =
        hearth.send(
            HttpRequest.newBuilder(hearth.request("/v1/plugins").build().uri())
                .header("Authorization", "Bearer " + written.key())
                .build());
    assertThat(plugins.status()).as(plugins.text()).isEqualTo(200);
    assertThat(plugins.text()).contains(written.plugin());

    Answer issued =
        hearth.post(
            "/admin/keys",
            """
            {"team": "%s", "name": "by the new version", "scopes": ["chat"]}
            """
                .formatted(written.team()));
    assertThat(issued.status()).as(issued.text()).isEqualTo(201);
    String key = issued.json().path("key").asString();
    assertThat(
            jdbc.sql("select team from gateway.api_key where hash = :hash")
                .param("hash", FormerVersion.sha256(key))
                .query(String.class)
                .list())
        .containsExactly(written.team());
  }

  /** A rollback: the former version is started again, on the schema of a newer one. */
  @Test
  void theFormerVersionStartsAgainOnTheNewerSchema(@TempDir Path scratch) throws Exception {
    DataSource database = database(left());
    migrate(database);
    for (String schema : List.of("gateway", "registry")) {
      Path newer = Files.createDirectories(scratch.resolve("newer").resolve(schema));
      Files.writeString(
          newer.resolve("V9999__more.sql"), "create table %s.more ()".formatted(schema));
      flyway(database, schema)
          .locations("classpath:db/" + schema, "filesystem:" + newer)
          .load()
          .migrate();

      Path known = Files.createDirectories(scratch.resolve("known").resolve(schema));
      copyReleased(schema, known);
      Flyway former = flyway(database, schema).locations("filesystem:" + known).load();

      assertThatCode(former::validate).doesNotThrowAnyException();
      assertThat(former.migrate().migrationsExecuted).isZero();
    }

    assertThatCode(new FormerVersion(FORMER, database)::work).doesNotThrowAnyException();
  }

  /** Copies the migrations that the former version had. */
  private void copyReleased(String schema, Path folder) throws SQLException, IOException {
    List<String> scripts =
        JdbcClient.create(database(left()))
            .sql("select script from %s.flyway_schema_history where type = 'SQL'".formatted(schema))
            .query(String.class)
            .list();
    assertThat(scripts).isNotEmpty();
    for (String script : scripts) {
      try (InputStream file =
          UpgradeTest.class.getResourceAsStream("/db/%s/%s".formatted(schema, script))) {
        Files.copy(Objects.requireNonNull(file, script), folder.resolve(script));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table registry.egress_event",
        "alter table gateway.api_key drop column prefix",
        "alter table gateway.audit rename column latency_ms to latency",
        "alter table gateway.team add column region text,"
            + " add constraint in_a_region check (region is not null) not valid",
        "alter table gateway.audit add constraint few_steps check (steps < 1) not valid",
        "alter table gateway.api_key alter column scopes type text using scopes[1]",
        "alter table registry.plugin rename to plugins"
      })
  void aMigrationThatBreaksTheFormerVersionIsNoticed(String migration) throws SQLException {
    DataSource database = database(left());
    migrate(database);
    FormerVersion former = new FormerVersion(FORMER, database);
    former.work();

    JdbcClient.create(database).sql(migration).update();

    assertThatThrownBy(former::work)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the former version");
  }
}
