package dev.hearth.standalone.react;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.standalone.HearthUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures the platform beside the engine alone, in turns, in one run: tokens a second, what is
 * added to the first token, the second turn of a conversation, and eight callers at once.
 */
final class Speed {

  private static final int TOKENS = 96;
  private static final int ROUNDS = 5;
  private static final int CALLERS = 8;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Platform platform;
  private final Alone alone;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Speed(Platform platform, Alone alone) {
    this.platform = platform;
    this.alone = alone;
  }

  /** Arguments: as of {@link ReactBench}; only the model and its threads matter. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = Options.parse(List.of(args));
    try (Platform platform = Platform.start(options);
        Alone alone = new Alone(options)) {
      Speed speed = new Speed(platform, alone);
      speed.throughput();
      speed.secondTurn();
      speed.manyCallers();
    }
    System.exit(0);
  }

  private void throughput() throws IOException, InterruptedException {
    List<Double> ratio = new ArrayList<>();
    List<Double> own = new ArrayList<>();
    List<Double> whole = new ArrayList<>();
    List<Double> first = new ArrayList<>();
    List<Double> firstInside = new ArrayList<>();
    List<Double> held = new ArrayList<>();
    for (int round = 0; round <= ROUNDS; round++) {
      String question = "Tell me a long story about a dragon called number " + round + ".";
      Stream engine = alone.ask(question, TOKENS);
      Stream gateway = throughGateway(question, TOKENS);
      Stream inside = throughInference(question, TOKENS);
      if (round == 0) {
        continue; // to warm up
      }
      own.add(engine.tokensPerSecond());
      whole.add(gateway.tokensPerSecond());
      ratio.add(gateway.tokensPerSecond() / engine.tokensPerSecond());
      firstInside.add((inside.first() - engine.first()) / 1000.0);
      // What the gateway's first text could have been released from at the earliest.
      int released = gateway.texts().getFirst().length();
      first.add((gateway.first() - engine.first()) / 1000.0);
      held.add((gateway.first() - engine.whenLong(released)) / 1000.0);
    }
    System.out.printf(
        Locale.ROOT,
        "tokens/s: engine alone %.1f, whole platform %.1f (%.0f %%)%n",
        median(own),
        median(whole),
        100 * median(ratio));
    System.out.printf(
        Locale.ROOT,
        "first token, added: by the inference-service %.1f ms; by the whole platform %.1f ms, of"
            + " which %.1f ms after the engine had written as much as is released first%n",
        median(firstInside),
        median(first),
        median(held));
  }

  private void secondTurn() {
    List<Double> shares = new ArrayList<>();
    List<Double> firsts = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder long0 = new StringBuilder("Document " + round + System.nanoTime() + ":\n");
      Pages.TEXTS
          .subList(0, 12)
          .forEach(text -> long0.append(text.path("text").asString()).append('\n'));
      List<Message> messages = new ArrayList<>();
      messages.add(Message.of(Role.SYSTEM, "You answer questions about a document.\n" + long0));
      messages.add(Message.of(Role.USER, "How deep is Lake Orrin?"));
      Answer one = ask(messages, 24);
      double firstTime = firstText(one);
      messages.add(Message.of(Role.ASSISTANT, one.text()));
      messages.add(Message.of(Role.USER, "And who designed the Halden Bridge?"));
      Answer two = ask(messages, 24);
      double secondTime = firstText(two);
      firsts.add(firstTime);
      seconds.add(secondTime);
      shares.add(secondTime / firstTime);
      if (round == 0) {
        System.out.printf(
            "second turn: %d prompt tokens, %d of them reused; the first had %d%n",
            two.usage().promptTokens(), two.usage().cachedTokens(), one.usage().promptTokens());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "second turn: first token after %.0f ms instead of %.0f ms (%.0f %%)%n",
        median(seconds),
        median(firsts),
        100 * median(shares));
  }

  /** An answer without a word is ended by its first token. */
  private static double firstText(Answer answer) {
    return answer.firstText() < 0 ? answer.milliseconds() : answer.firstText();
  }

  private void manyCallers() throws IOException, InterruptedException {
    Stream single = throughGateway("Tell me a long story about a lonely whale.", TOKENS);
    long start = System.nanoTime();
    List<Callable<Stream>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String question = "Tell me a long story about whale number " + i + ".";
      callers.add(() -> throughGateway(question, TOKENS));
    }
    int tokens = 0;
    List<Double> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Stream> caller : threads.invokeAll(callers)) {
        Stream stream = caller.get();
        tokens += stream.tokens();
        ends.add(stream.last() / 1e6);
      }
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d callers at once: %.1f tokens/s together, one alone %.1f; ended after %.1f to %.1f s%n",
        CALLERS,
        tokens / seconds,
        single.tokens() / (single.last() / 1e6),
        ends.stream().mapToDouble(one -> one).min().orElse(0),
        ends.stream().mapToDouble(one -> one).max().orElse(0));
  }

  private Answer ask(List<Message> messages, int tokens) {
    return platform.ask(request(messages, tokens));
  }

  private CompletionRequest request(List<Message> messages, int tokens) {
    return new CompletionRequest(
        null,
        messages,
        List.of(),
        ToolChoice.AUTO,
        List.of(),
        new Sampling(0.0, 1.0, null, tokens, List.of(), null, null),
        ResponseFormat.TEXT,
        "benchmark",
        List.of());
  }

  private Stream throughInference(String question, int tokens) {
    Answer answer = ask(List.of(Message.of(Role.USER, question)), tokens);
    List<String> texts =
        answer.events().stream()
            .filter(CompletionEvent.Text.class::isInstance)
            .map(event -> ((CompletionEvent.Text) event).text())
            .toList();
    long first = (long) (answer.firstText() * 1000);
    long last = answer.milliseconds() * 1000;
    return new Stream(List.of(first, last), texts, answer.usage().completionTokens());
  }

  private Stream throughGateway(String question, int tokens)
      throws IOException, InterruptedException {
    HearthUnderTest hearth = platform.hearth();
    ObjectNode body = JSON.createObjectNode();
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    body.put("stream", true).put("temperature", 0).put("max_tokens", tokens);
    body.putObject("stream_options").put("include_usage", true);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(hearth.url() + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + HearthUnderTest.ADMIN_KEY)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    long start = System.nanoTime();
    List<Long> times = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    int counted = 0;
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("data:") || line.endsWith("[DONE]")) {
          continue;
        }
        JsonNode chunk = JSON.readTree(line.substring("data:".length()));
        String text = chunk.path("choices").path(0).path("delta").path("content").asString("");
        if (!text.isEmpty()) {
          times.add((System.nanoTime() - start) / 1000);
          texts.add(text);
        }
        counted = Math.max(counted, chunk.path("usage").path("completion_tokens").asInt(0));
      }
    }
    if (times.isEmpty()) {
      throw new IOException("the gateway answered " + response.statusCode() + " without a text");
    }
    return new Stream(times, texts, counted);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /**
   * A streamed answer.
   *
   * @param micros when each text came, after the request
   * @param texts the texts
   * @param tokens how many tokens they are
   */
  private record Stream(List<Long> micros, List<String> texts, int tokens) {

    long first() {
      return micros.getFirst();
    }

    long last() {
      return micros.getLast();
    }

    /** From request to end: what a caller has of it. */
    double tokensPerSecond() {
      return tokens / (last() / 1e6);
    }

    /** When so many characters had come. */
    long whenLong(int characters) {
      int length = 0;
      for (int i = 0; i < texts.size(); i++) {
        length += texts.get(i).length();
        if (length >= characters) {
          return micros.get(Math.min(i, micros.size() - 1));
        }
      }
      return last();
    }
  }

  /** The engine in its own process. */
  private static final class Alone implements AutoCloseable {

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;

    Alone(Options options) throws IOException {
      process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx256m",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  EngineAlone.class.getName(),
                  options.model(),
                  "2048",
                  "4",
                  Integer.toString(options.threads()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      while (line != null && !line.equals("ready")) {
        line = out.readLine();
      }
    }

    Stream ask(String question, int tokens) throws IOException {
      ObjectNode request = JSON.createObjectNode();
      ArrayNode messages = request.putObject("template").putArray("messages");
      messages.addObject().put("role", "user").put("content", question);
      request.put("tokens", tokens);
      in.println(request);
      JsonNode answer = JSON.readTree(out.readLine());
      List<Long> micros = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      answer.path("micros").forEach(one -> micros.add(one.asLong()));
      answer.path("texts").forEach(one -> texts.add(one.asString()));
      return new Stream(micros, texts, texts.size());
    }

    @Override
    public void close() {
      in.close();
      process.destroy();
    }
  }
}
