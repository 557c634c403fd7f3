package dev.hearth.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {

  private static final byte[] CONTENT = content();

  @TempDir Path home;

  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;
  private Answer answer = ModelFilesTest::honest;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/model.gguf",
        exchange -> {
          try (exchange) {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            answer.give(
                exchange, range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", "")));
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
  }

  @Test
  void fetchesTheWholeFile() throws Exception {
    Path file = files().provide(ModelProgress.SILENT);

    assertThat(file).isEqualTo(home.resolve("models/model.gguf")).hasBinaryContent(CONTENT);
    assertThat(part()).doesNotExist();
    assertThat(files().find()).contains(file);
  }

  @Test
  void goesOnWhereABrokenTransferStopped() throws Exception {
    answer = (exchange, from) -> send(exchange, 200, CONTENT.length, CONTENT, 0, 40_000);
    assertThatThrownBy(() -> files().provide(ModelProgress.SILENT))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("broke off")
        .hasMessageContaining("HEARTH_MODEL");
    assertThat(files().find()).isEmpty();
    long kept = Files.size(part());
    assertThat(kept).isPositive().isLessThanOrEqualTo(40_000);

    answer = ModelFilesTest::honest;
    assertThat(files().provide(ModelProgress.SILENT)).hasBinaryContent(CONTENT);
    assertThat(ranges).containsExactly("null", "bytes=" + kept + "-");
  }

  @Test
  void startsAgainWhereTheServerIgnoresTheRange() throws Exception {
    leavePart(Arrays.copyOf(CONTENT, 30_000));
    answer = (exchange, from) -> send(exchange, 200, CONTENT.length, CONTENT, 0, CONTENT.length);

    assertThat(files().provide(ModelProgress.SILENT)).hasBinaryContent(CONTENT);
  }

  @Test
  void startsAgainWhereTheServerCannotGoOn() throws Exception {
    leavePart(Arrays.copyOf(CONTENT, 30_000));
    answer =
        (exchange, from) -> {
          if (from > 0) {
            exchange.sendResponseHeaders(416, -1);
          } else {
            honest(exchange, from);
          }
        };

    assertThat(files().provide(ModelProgress.SILENT)).hasBinaryContent(CONTENT);
  }

  @Test
  void deletesAFileWithTheWrongHash() throws Exception {
    byte[] garbage = new byte[CONTENT.length];
    answer = (exchange, from) -> send(exchange, 200, garbage.length, garbage, 0, garbage.length);

    assertThatThrownBy(() -> files().provide(ModelProgress.SILENT))
        .hasMessageContaining("not the published one");
    assertThat(part()).doesNotExist();
    assertThat(files().find()).isEmpty();

    answer = ModelFilesTest::honest;
    assertThat(files().provide(ModelProgress.SILENT)).hasBinaryContent(CONTENT);
  }

  @Test
  void aPartWithGarbageAtItsBeginningIsNotTakenForTheFile() throws Exception {
    leavePart(new byte[30_000]);

    assertThatThrownBy(() -> files().provide(ModelProgress.SILENT))
        .hasMessageContaining("not the published one");
    assertThat(files().provide(ModelProgress.SILENT)).hasBinaryContent(CONTENT);
  }

  @Test
  void refusesMoreBytesThanTheFileHas() {
    byte[] more = Arrays.copyOf(CONTENT, CONTENT.length + 1);
    answer = (exchange, from) -> send(exchange, 200, more.length, more, 0, more.length);

    assertThatThrownBy(() -> files().provide(ModelProgress.SILENT))
        .isInstanceOf(ModelUnavailableException.class);
    assertThat(home.resolve("models/model.gguf")).doesNotExist();
  }

  @Test
  void givesUpATransferThatStalls() {
    answer =
        (exchange, from) -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 1_000);
          exchange.getResponseBody().flush();
          await();
        };

    assertThatThrownBy(() -> files().provide(ModelProgress.SILENT))
        .hasMessageContaining("nothing came");
  }

  @Test
  void saysWhatTheServerAnsweredAndWhatToDo() {
    answer = (exchange, from) -> exchange.sendResponseHeaders(404, -1);

    assertThatThrownBy(() -> files().provide(ModelProgress.SILENT))
        .hasMessageContaining("HTTP 404")
        .hasMessageContaining(home.resolve("models").toString())
        .hasMessageContaining("HEARTH_OLLAMA_URL");
  }

  @Test
  void theChosenFileGoesBeforeTheFolder() throws Exception {
    Path chosen = Files.write(home.resolve("mine.gguf"), new byte[1]);
    Files.createDirectories(home.resolve("models"));
    Files.write(home.resolve("models/model.gguf"), new byte[1]);

    assertThat(new ModelFiles(home, chosen).find()).contains(chosen);
    assertThat(new ModelFiles(home, null).find()).contains(home.resolve("models/model.gguf"));
  }

  @Test
  void aChosenFileThatIsMissingIsNotReplacedByAnother() throws Exception {
    Files.createDirectories(home.resolve("models"));
    Files.write(home.resolve("models/model.gguf"), new byte[1]);

    assertThatThrownBy(() -> new ModelFiles(home, home.resolve("gone.gguf")).find())
        .hasMessageContaining("HEARTH_MODEL names")
        .hasMessageContaining("gone.gguf");
  }

  @Test
  void aMissingPythonIsOneOfTheReasons() {
    ModelFiles files =
        new ModelFiles(home, null, published(), List.of(new PackageIndex("no-such-python")));

    assertThatThrownBy(() -> files.provide(ModelProgress.SILENT))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("no-such-python");
  }

  private ModelFiles files() {
    Hub hub = new Hub(Duration.ofSeconds(5), Duration.ofMillis(500));
    return new ModelFiles(home, null, published(), List.of(hub));
  }

  private PublishedModel published() {
    return new PublishedModel(
        "model.gguf",
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/model.gguf"),
        sha256(CONTENT),
        CONTENT.length,
        "none",
        "none");
  }

  private Path part() {
    return home.resolve("models/model.gguf.part");
  }

  private void leavePart(byte[] bytes) throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), bytes);
  }

  private void await() {
    try {
      release.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static void honest(HttpExchange exchange, int from) throws IOException {
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
    }
    send(exchange, from > 0 ? 206 : 200, CONTENT.length - from, CONTENT, from, CONTENT.length);
  }

  private static void send(
      HttpExchange exchange, int status, long length, byte[] bytes, int from, int to)
      throws IOException {
    exchange.sendResponseHeaders(status, length);
    OutputStream body = exchange.getResponseBody();
    body.write(bytes, from, to - from);
    body.flush();
  }

  private static byte[] content() {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private interface Answer {
    void give(HttpExchange exchange, int from) throws IOException;
  }
}
