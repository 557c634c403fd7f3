package dev.hearth.standalone.react;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Runs sets of tasks on a model, and writes what came of each row. */
final class ReactBench {

  private static final int LONGEST_TEXT = 300;
  private static final int ATTEMPTS = 3;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Options options;
  private final Platform platform;
  private final String model;

  private ReactBench(Options options, Platform platform) {
    this.options = options;
    this.platform = platform;
    boolean remote = options.url() != null || options.ollama() != null;
    this.model = remote ? options.model() : platform.models().getFirst().id();
  }

  /** See {@link Options#USAGE}. */
  public static void main(String[] args) throws IOException {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException wrongCall) {
      System.err.println(wrongCall.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    try (Platform platform = Platform.start(options)) {
      ReactBench bench = new ReactBench(options, platform);
      for (String set : options.sets()) {
        bench.run(set);
      }
    }
    System.exit(0);
  }

  private void run(String set) throws IOException {
    List<Task> all = new Sets(options.data(), platform::toolsOf).load(set);
    List<Task> tasks = Sets.draw(all, options.rows(), options.seed(), options.others());
    Path file =
        options
            .out()
            .resolve(model.replaceAll("[^A-Za-z0-9._-]", "_"))
            .resolve(options.mode())
            .resolve(set + "-" + options.seed() + (options.others() ? "-others" : "") + ".jsonl");
    Files.createDirectories(file.getParent());
    List<Outcome> outcomes = new ArrayList<>(done(file));
    Set<String> known = new HashSet<>();
    outcomes.forEach(outcome -> known.add(outcome.id()));
    for (Task task : tasks) {
      if (known.contains(task.id())) {
        continue;
      }
      Outcome outcome = attempt(task, ATTEMPTS);
      Files.writeString(
          file,
          JSON.writeValueAsString(outcome) + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      outcomes.add(outcome);
      progress(set, outcomes, tasks.size());
    }
    System.out.println();
  }

  /** What an earlier run got done. A line that it could not finish is dropped. */
  private static List<Outcome> done(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    int end = text.lastIndexOf('\n') + 1;
    if (end < text.length()) {
      Files.writeString(file, text.substring(0, end));
    }
    return Cell.read(file);
  }

  private void progress(String set, List<Outcome> outcomes, int of) {
    Cell cell = new Cell(model, options.mode(), set, outcomes);
    System.out.printf(
        Locale.ROOT,
        "\r%s %s %s: %d of %d, right %.0f %%, malformed %.0f %%, %.1f s a row   ",
        model,
        options.mode(),
        set,
        outcomes.size(),
        of,
        100 * cell.rate(),
        100 * cell.malformedRate(),
        cell.meanSeconds());
    System.out.flush();
  }

  /** On a machine that is too busy a connection may break off, which says nothing of the model. */
  private Outcome attempt(Task task, int attempts) {
    try {
      return attempt(task);
    } catch (UncheckedIOException | ServiceException brokenOff) {
      if (attempts == 1) {
        throw brokenOff;
      }
      System.err.printf("%n%s is asked again: %s%n", task.id(), brokenOff.getMessage());
      return attempt(task, attempts - 1);
    }
  }

  private Outcome attempt(Task task) {
    CompletionRequest request =
        new CompletionRequest(
            model,
            List.of(Message.of(Message.Role.USER, task.question())),
            task.tools(),
            ToolChoice.AUTO,
            task.plugins(),
            new Sampling(
                0.0,
                1.0,
                options.seed(),
                options.tokens() > 0 ? options.tokens() : task.maxTokens(),
                List.of(),
                null,
                null),
            ResponseFormat.TEXT,
            "benchmark",
            List.of());
    Answer answer = platform.ask(request);
    Verdict verdict =
        answer.failure().isEmpty() ? task.checker().apply(answer) : Verdict.wrong(answer.failure());
    SchemaFit fit = new SchemaFit(task);
    List<Call> made = new ArrayList<>(answer.calls());
    int malformed = 0;
    for (CompletionEvent.Step step : answer.steps()) {
      made.add(new Call(step.tool(), step.arguments()));
    }
    for (Call call : made) {
      malformed += fit.admits(call.tool(), call.arguments()) ? 0 : 1;
    }
    String text = answer.text();
    return new Outcome(
        task.id(),
        verdict.right(),
        verdict.why(),
        made.size(),
        malformed,
        answer.usage().promptTokens(),
        answer.usage().cachedTokens(),
        answer.usage().completionTokens(),
        answer.milliseconds(),
        made,
        text.substring(0, Math.min(LONGEST_TEXT, text.length())));
  }
}
