package dev.hearth.builtin.knowledge;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import dev.hearth.base.ServiceTokens;
import dev.hearth.builtin.BuiltinPluginsApplication;
import dev.hearth.builtin.TestDatabase;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints how fast documents are read and found, and what memory that takes; bench/knowledge/run
 * runs it. Everything goes over HTTP, as the plugin-registry does it.
 */
final class KnowledgeFigures implements AutoCloseable {

  private static final int QUESTIONS = 500;
  private static final int WARM_UP = 100;
  private static final String TEAM = "bench";

  private static final List<String> NAMES =
      List.of("Anna", "Bo", "Clara", "David", "Edda", "Finn", "Greta", "Hugo", "Ida", "Jonas");
  private static final List<String> PLACES =
      List.of("Aarhus", "Bergen", "Cork", "Delft", "Esbjerg", "Faro", "Ghent", "Halle", "Ivrea");
  private static final List<String> SENTENCES =
      List.of(
          "The committee met in the morning and read the minutes of its last meeting.",
          "Costs were a little lower than planned, since the second delivery came by rail.",
          "Visitors enter by the north gate and show their passes at the desk.",
          "The pump was replaced after it had lost pressure three times within a week.",
          "Everybody who works with solvents wears gloves and keeps the windows open.",
          "A survey of the roof found two cracks, which were closed before the winter.",
          "The library lends tools as well as books, for a fortnight at a time.",
          "Complaints are answered within five days by the person who received them.",
          "The orchestra rehearses on Thursdays and plays in the old grain store.",
          "Measurements are taken every hour and kept for ten years.",
          "Trains to the coast leave from the lower platform at ten past each hour.",
          "The garden was planted with pears and quinces by the school's youngest pupils.");

  private final EmbeddedPostgres postgres;
  private final ConfigurableApplicationContext service;
  private final ServiceTokens tokens;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private KnowledgeFigures(EmbeddedPostgres postgres) {
    this.postgres = postgres;
    service =
        SpringApplication.run(
            BuiltinPluginsApplication.class,
            "--spring.config.name=" + BuiltinPluginsApplication.CONFIG_NAME,
            "--logging.level.root=warn",
            "--server.port=0",
            "--management.server.port=0",
            "--hearth.service-secret=0123456789abcdef0123456789abcdef",
            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--spring.datasource.username=postgres");
    tokens = service.getBean(ServiceTokens.class);
    port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  public static void main(String[] arguments) throws Exception {
    int documents = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    Supplier<EmbeddedPostgres> start =
        switch (arguments[0]) {
          case "exact" -> TestDatabase::plain;
          case "pgvector" -> TestDatabase::withVectors;
          default -> throw new IllegalArgumentException("exact or pgvector");
        };
    try (KnowledgeFigures figures = new KnowledgeFigures(start.get())) {
      figures.print(arguments[0], documents);
    }
  }

  private void print(String kind, int documents) throws Exception {
    ask("/knowledge/query?query=warm+up");
    System.out.printf("%s: %d MiB resident at the start%n", kind, resident());
    long start = System.nanoTime();
    double processor = processorSeconds();
    JsonNode job = finished(upload(documents));
    double seconds = (System.nanoTime() - start) / 1e9;
    processor = processorSeconds() - processor;
    System.out.printf(
        "  %d documents, %d chunks, in %.1f s: %.1f documents/s; %.1f s of one processor: %.1f"
            + " documents/s; %d MiB resident%n",
        documents,
        job.path("chunks").asLong(),
        seconds,
        documents / seconds,
        processor,
        documents / processor,
        resident());
    Random random = new Random(11);
    for (int i = 0; i < WARM_UP; i++) {
      ask(question(random.nextInt(documents)));
    }
    long[] nanoseconds = new long[QUESTIONS];
    int first = 0;
    processor = processorSeconds();
    for (int i = 0; i < QUESTIONS; i++) {
      int wanted = random.nextInt(documents);
      long asked = System.nanoTime();
      JsonNode found = ask(question(wanted));
      nanoseconds[i] = System.nanoTime() - asked;
      first += found.at("/results/0/document_id").asString("").equals("doc-" + wanted) ? 1 : 0;
    }
    processor = processorSeconds() - processor;
    Arrays.sort(nanoseconds);
    System.out.printf(
        "  %d queries: ms median %.1f, 95 %% %.1f; %.1f ms of one processor each; right document"
            + " first %.3f; %d MiB resident%n",
        QUESTIONS,
        nanoseconds[QUESTIONS / 2] / 1e6,
        nanoseconds[QUESTIONS * 95 / 100] / 1e6,
        processor * 1e3 / QUESTIONS,
        first / (double) QUESTIONS,
        resident());
  }

  /** About 200 words, of which one sentence is in no other document. */
  private static String document(int number) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      text.append(SENTENCES.get(random.nextInt(SENTENCES.size())))
          .append(i % 4 == 3 ? "\n\n" : " ");
      if (i == number % 16) {
        text.append(
            "The key to the boat house of %s is number %d. ".formatted(who(number), number));
      }
    }
    return text.toString();
  }

  private static String who(int number) {
    return NAMES.get(number % NAMES.size())
        + " "
        + (char) ('A' + number / NAMES.size() % 26)
        + ". from "
        + PLACES.get(number / 7 % PLACES.size());
  }

  private static String question(int number) {
    String query = "Whose boat house opens with key %d?".formatted(number);
    return "/knowledge/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  /** Sends all of them as one file, and gives the job's address. */
  private String upload(int documents) throws IOException, InterruptedException {
    StringBuilder body = new StringBuilder();
    body.append("--parts\r\nContent-Disposition: form-data; name=\"file\"; ");
    body.append("filename=\"documents.jsonl\"\r\n\r\n");
    for (int i = 0; i < documents; i++) {
      body.append(
              JsonMapper.shared().createObjectNode().put("id", "doc-" + i).put("text", document(i)))
          .append('\n');
    }
    body.append("\r\n--parts--\r\n");
    JsonNode accepted =
        send(
            to("/knowledge/upsert-file")
                .header("Content-Type", "multipart/form-data; boundary=parts")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    return "/knowledge/jobs/" + accepted.at("/job/id").asString();
  }

  private JsonNode finished(String address) {
    JsonNode job =
        await()
            .atMost(Duration.ofHours(1))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> ask(address), now -> !now.path("state").asString().equals("running"));
    if (!job.path("state").asString().equals("done")) {
      throw new IllegalStateException(job.toString());
    }
    return job;
  }

  private JsonNode ask(String path) throws IOException, InterruptedException {
    return send(to(path).build());
  }

  private HttpRequest.Builder to(String path) {
    Caller caller = new Caller("key", TEAM, Set.of(Scope.CHAT), "req");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + tokens.mint(caller, Instant.now().plusSeconds(60)));
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return JsonMapper.shared().readTree(response.body());
  }

  /**
   * What this process has used so far, PostgreSQL not counted: a busy machine does not change it.
   */
  private static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** What this process holds in memory, the measuring client with it, in MiB. */
  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("/proc/self/status has no VmRSS");
  }

  @Override
  public void close() throws IOException {
    service.close();
    client.close();
    postgres.close();
  }
}
