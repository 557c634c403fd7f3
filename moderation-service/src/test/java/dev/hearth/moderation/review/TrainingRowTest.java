package dev.hearth.moderation.review;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TrainingRowTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path TRAIN = Path.of("..", "bench", "moderation", "train");
  private static final String CONFIRMED = "confirmed";
  private static final String OVERTURNED = "overturned";

  @Test
  void whatAReviewerNamesIsAllThatApplies() {
    ObjectNode row =
        row(Direction.INPUT, Action.BLOCK, OVERTURNED, List.of(Category.ILLICIT_VIOLENT));

    assertThat(texts(row, "labels")).containsExactly("illicit", "illicit/violent");
    assertThat(texts(row, "unknown")).isEmpty();
    assertThat(row.path("kind").asString()).isEqualTo("prompt");
  }

  @Test
  void ofWhatWasConfirmedOnlyWhatWasFoundIsKnown() {
    ObjectNode row =
        row(Direction.INPUT, Action.BLOCK, CONFIRMED, null, Category.HATE, Category.PII);

    assertThat(texts(row, "labels")).containsExactly("hate");
    assertThat(texts(row, "unknown"))
        .contains("harassment", "illicit", "embedded")
        .doesNotContain("hate", "pii", "secrets", "sexual/minors");
  }

  @Test
  void whatWasOverturnedIsHarmless() {
    ObjectNode row = row(Direction.OUTPUT, Action.BLOCK, OVERTURNED, null, Category.HATE);

    assertThat(texts(row, "labels")).isEmpty();
    assertThat(texts(row, "unknown")).isEmpty();
    assertThat(row.path("kind").asString()).isEqualTo("response");
  }

  @Test
  void whatIsAboutMinorsIsLearnedAsSexual() {
    assertThat(
            texts(
                row(Direction.INPUT, Action.BLOCK, CONFIRMED, null, Category.SEXUAL_MINORS),
                "labels"))
        .containsExactly("sexual");
  }

  @Test
  void anInjectionInAToolsResultIsAnEmbeddedOne() {
    ObjectNode row =
        row(Direction.TOOL, Action.BLOCK, CONFIRMED, List.of(Category.PROMPT_INJECTION));

    assertThat(texts(row, "labels")).containsExactly("embedded", "prompt-injection");
    assertThat(texts(row, "unknown")).isEmpty();
  }

  @Test
  void whatNoModelCouldHaveKnownTeachesNothing() {
    assertThat(of(Direction.INPUT, Action.REDACT, CONFIRMED, null, "text", Category.PII)).isNull();
    assertThat(of(Direction.INPUT, Action.REDACT, OVERTURNED, null, "text", Category.SECRETS))
        .isNull();
    assertThat(of(Direction.INPUT, Action.ALLOW, OVERTURNED, null, "text")).isNull();
    assertThat(of(Direction.INPUT, Action.ALLOW, OVERTURNED, List.of(), "text")).isNull();
    assertThat(of(Direction.INPUT, Action.ALLOW, CONFIRMED, null, "text")).isNull();
    assertThat(of(Direction.INPUT, Action.BLOCK, CONFIRMED, null, null, Category.HATE)).isNull();
  }

  @ParameterizedTest
  @EnumSource(Category.class)
  void namesNothingThatTheTrainingProgramDoesNotKnow(Category category) throws IOException {
    List<String> outputs = outputs();
    for (Direction direction : Direction.values()) {
      for (ObjectNode row :
          List.of(
              row(direction, Action.BLOCK, CONFIRMED, List.of(category)),
              row(direction, Action.BLOCK, CONFIRMED, null, category, Category.HATE))) {
        assertThat(texts(row, "labels")).isSubsetOf(outputs);
        assertThat(texts(row, "unknown")).isSubsetOf(outputs);
        assertThat(Collections.disjoint(texts(row, "labels"), texts(row, "unknown"))).isTrue();
      }
    }
  }

  /** By the program itself, where there is a Python that can run it ({@code PYTHON}). */
  @Test
  void theTrainingProgramReadsThem(@TempDir Path folder) throws Exception {
    String python = Objects.requireNonNullElse(System.getenv("PYTHON"), "python3");
    assumeThat(exit(run(python, "-c", "import numpy"))).isZero();
    List<ObjectNode> rows = new ArrayList<>();
    for (Category category : Category.values()) {
      for (Direction direction : Direction.values()) {
        rows.add(row(direction, Action.BLOCK, OVERTURNED, List.of(category)));
        rows.add(row(direction, Action.BLOCK, CONFIRMED, null, category, Category.HATE));
      }
    }
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createFile(data.resolve("train.jsonl"));
    Files.createFile(data.resolve("dev.jsonl"));
    Path own = Files.createDirectory(folder.resolve("own"));
    Files.write(own.resolve("reviewed.jsonl"), rows.stream().map(ObjectNode::toString).toList());
    String program =
        """
        import sys
        from pathlib import Path
        from sources import INDEX, load
        for row in load(Path(sys.argv[1]), Path(sys.argv[2])):
            print(row.source, row.kind, row.split, row.y[INDEX["any"]], row.y[INDEX["sexual"]])
        """;

    Process loading = run(python, "-c", program, data.toString(), own.toString());
    List<String> loaded = loading.inputReader(StandardCharsets.UTF_8).lines().toList();

    assertThat(exit(loading)).as(String.join("\n", loaded)).isZero();
    assertThat(loaded).hasSize(rows.size());
    assertThat(loaded)
        .contains(
            "hearth-reviewed prompt train 1.0 1.0", // sexual, and about minors
            "hearth-reviewed tool-result train 0.0 0.0", // personal data
            "hearth-reviewed response train 1.0 nan"); // found, and nothing else is known
  }

  private static Process run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(TRAIN.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder.redirectErrorStream(true).start();
  }

  private static int exit(Process process) throws InterruptedException {
    return process.waitFor();
  }

  /** As {@code sources.py} lists them. */
  private static List<String> outputs() throws IOException {
    String source = Files.readString(TRAIN.resolve("sources.py"));
    Matcher list = Pattern.compile("CATEGORIES = \\[(.*?)\\]", Pattern.DOTALL).matcher(source);
    assertThat(list.find()).isTrue();
    return Stream.concat(
            Pattern.compile("\"([^\"]+)\"").matcher(list.group(1)).results().map(m -> m.group(1)),
            Stream.of("embedded", "any"))
        .toList();
  }

  private static List<String> texts(JsonNode row, String field) {
    return row.path(field).valueStream().map(JsonNode::asString).toList();
  }

  private static ObjectNode row(
      Direction direction,
      Action action,
      String review,
      @Nullable List<Category> labels,
      Category... found) {
    return requireNonNull(of(direction, action, review, labels, "text", found));
  }

  private static @Nullable ObjectNode of(
      Direction direction,
      Action action,
      String review,
      @Nullable List<Category> labels,
      @Nullable String text,
      Category... found) {
    List<Verdict.Finding> findings =
        Arrays.stream(found)
            .map(each -> new Verdict.Finding(each, action, 1, "pattern", "rule", 0, 1, null))
            .toList();
    return TrainingRow.of(
        new Events.Stored(
            UUID.randomUUID(),
            Instant.now(),
            "team",
            "req",
            direction.text(),
            action.text(),
            null,
            1,
            JSON.valueToTree(findings),
            "0123456789abcdef",
            4,
            text,
            review,
            labels == null ? null : JSON.valueToTree(labels),
            null,
            "reviewer",
            Instant.now()));
  }
}
