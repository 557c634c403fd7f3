package dev.hearth.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.model.ModelProgress;
import dev.hearth.inference.remote.OllamaEngine;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The images that Hearth is deployed beside, as it uses them. */
class StoresTest {

  private static final List<String> SCHEMAS =
      List.of("gateway", "registry", "moderation", "knowledge");

  @BeforeAll
  static void engine() {
    Containers.require();
  }

  @Test
  void aBackupOfPostgresBringsEverythingBack() throws Exception {
    try (GenericContainer<?> postgres =
        new GenericContainer<>(DockerImageName.parse("postgres:15"))
            .withEnv("POSTGRES_USER", "hearth")
            .withEnv("POSTGRES_PASSWORD", "not a secret")
            .withEnv("POSTGRES_DB", "hearth")
            .withExposedPorts(5432)
            .waitingFor(
                Wait.forSuccessfulCommand("pg_isready --host=127.0.0.1 --username=hearth")
                    .withStartupTimeout(Duration.ofMinutes(2)))) {
      postgres.start();
      DriverManagerDataSource database =
          new DriverManagerDataSource(
              "jdbc:postgresql://%s:%d/hearth"
                  .formatted(postgres.getHost(), postgres.getMappedPort(5432)),
              "hearth",
              "not a secret");
      SCHEMAS.forEach(schema -> migrate(database, schema));
      JdbcClient jdbc = JdbcClient.create(database);
      jdbc.sql("insert into gateway.team (name) values ('kept')").update();

      run(postgres, "pg_dump --username=hearth --format=custom --file=/tmp/hearth.dump hearth");
      SCHEMAS.forEach(schema -> jdbc.sql("drop schema %s cascade".formatted(schema)).update());
      run(
          postgres,
          "pg_restore --username=hearth --dbname=hearth --exit-on-error /tmp/hearth.dump");

      assertThat(jdbc.sql("select name from gateway.team").query(String.class).list())
          .contains("kept");
      assertThat(SCHEMAS).allSatisfy(schema -> assertThat(migrate(database, schema)).isZero());
    }
  }

  /** Brings a schema up to date; returns how many migrations that took. */
  private static int migrate(DriverManagerDataSource database, String schema) {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/" + schema)
        .schemas(schema)
        .load()
        .migrate()
        .migrationsExecuted;
  }

  @Test
  void anOllamaServesAModelOfItsOwn() throws Exception {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "hearth");
    Path model = new ModelFiles(cache, null).provide(ModelProgress.SILENT);
    try (GenericContainer<?> ollama =
        new GenericContainer<>(DockerImageName.parse("ollama/ollama:0.24.0"))
            .withCopyFileToContainer(MountableFile.forHostPath(model), "/tmp/model.gguf")
            .withEnv("HOME", "/tmp")
            .withExposedPorts(11434)
            .waitingFor(Wait.forHttp("/").forPort(11434))) {
      ollama.start();
      run(
          ollama,
          "echo 'FROM /tmp/model.gguf' >/tmp/Modelfile && ollama create tiny -f /tmp/Modelfile");
      URI url = URI.create("http://%s:%d".formatted(ollama.getHost(), ollama.getMappedPort(11434)));

      try (OllamaEngine engine = new OllamaEngine(url, 2048)) {
        assertThat(engine.models()).extracting("id").contains("tiny:latest");
      }

      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(url.resolve("/api/generate"))
                      .timeout(Duration.ofMinutes(2))
                      .POST(
                          BodyPublishers.ofString(
                              """
                              {"model": "tiny", "prompt": "The capital of France is", "raw": true,
                               "stream": false,
                               "options": {"temperature": 0, "seed": 1, "num_predict": 8}}
                              """))
                      .build(),
                  BodyHandlers.ofString());
      JsonNode reply = JsonMapper.shared().readTree(answer.body());
      assertThat(reply.path("response").asString("")).contains("Paris");
      assertThat(reply.path("eval_count").asInt()).isPositive();
    }
  }

  private static void run(GenericContainer<?> container, String command) throws Exception {
    ExecResult result = container.execInContainer("sh", "-ec", command);
    assertThat(List.of(result.getExitCode()))
        .as(command + ": " + result.getStderr())
        .containsExactly(0);
  }
}
