package dev.hearth.moderation.bench;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.detector.DetectorLayer;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.learned.FastLayer;
import dev.hearth.moderation.pattern.PatternLayer;
import dev.hearth.moderation.screening.Screening;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of the layers: what they block of each source and label, how fast they are, and how
 * much a stream is held back. Arguments: the dev set; {@code rules} (patterns and detectors),
 * {@code fast} or {@code all}; {@code show} lists the harmless rows that are blocked. With {@code
 * scores} the fast layer's scores of each row are printed and nothing else.
 */
public final class LayerFigures {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Screening screening;

  private LayerFigures(Layer... layers) {
    screening = new Screening(List.of(layers));
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws IOException {
    List<Row> rows = read(Path.of(arguments[0]));
    List<String> options = Arrays.asList(arguments);
    if (options.contains("scores")) {
      new LayerFigures(new FastLayer()).scores(rows);
      return;
    }
    LayerFigures figures =
        options.contains("rules")
            ? new LayerFigures(new PatternLayer(), new DetectorLayer())
            : options.contains("fast")
                ? new LayerFigures(new FastLayer())
                : new LayerFigures(new PatternLayer(), new DetectorLayer(), new FastLayer());
    figures.blocked(rows, options.contains("show"));
    figures.speed(rows);
    figures.heldBack(rows);
  }

  private void scores(List<Row> rows) {
    for (Row row : rows) {
      Verdict verdict = screen(row.direction(), row.text);
      Map<String, Double> scores = new TreeMap<>();
      verdict.scores().forEach((category, score) -> scores.put(category.text(), score));
      System.out.println(
          JSON.writeValueAsString(Map.of("scores", scores, "action", verdict.action().text())));
    }
  }

  private static List<Row> read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(LayerFigures::row).toList();
    }
  }

  private static Row row(String line) {
    JsonNode row = JSON.readTree(line);
    return new Row(
        row.get("text").asString(),
        row.path("source").asString(""),
        row.path("label").asString(""),
        row.get("kind").asString());
  }

  private void blocked(List<Row> rows, boolean show) {
    Map<String, int[]> harmless = new TreeMap<>();
    Map<String, int[]> harmful = new TreeMap<>();
    for (Row row : rows) {
      Verdict verdict = screen(row.direction(), row.text);
      boolean none = row.label.equals("none");
      String[] labels = none ? new String[] {row.source} : row.labels();
      for (String label : labels) {
        int[] counts = (none ? harmless : harmful).computeIfAbsent(label, key -> new int[4]);
        counts[0]++;
        counts[1] += verdict.action() == Action.BLOCK ? 1 : 0;
        counts[2] += verdict.action() == Action.REDACT ? 1 : 0;
        counts[3] += verdict.action() == Action.FLAG ? 1 : 0;
      }
      if (show && none && verdict.action() == Action.BLOCK) {
        Verdict.Finding finding =
            verdict.findings().stream()
                .filter(one -> one.action() == Action.BLOCK)
                .findFirst()
                .orElseThrow();
        System.out.printf(
            "  %s %s: %s%n",
            row.source,
            finding.rule(),
            row.text
                .substring(
                    Math.max(0, finding.start() - 30),
                    Math.min(row.text.length(), finding.end() + 30))
                .replace('\n', ' '));
      }
    }
    table("harmless", harmless);
    table("harmful", harmful);
  }

  private static void table(String title, Map<String, int[]> counts) {
    System.out.printf("%n%-52s %6s %8s %8s %8s%n", title, "rows", "blocked", "redacted", "flagged");
    int[] all = new int[4];
    counts.forEach(
        (label, count) -> {
          print(label, count);
          for (int i = 0; i < all.length; i++) {
            all[i] += count[i];
          }
        });
    print("all", all);
  }

  private static void print(String label, int[] count) {
    System.out.printf(
        "%-52s %6d %7.2f%% %7.2f%% %7.2f%%%n",
        label,
        count[0],
        100.0 * count[1] / count[0],
        100.0 * count[2] / count[0],
        100.0 * count[3] / count[0]);
  }

  private void speed(List<Row> rows) {
    String[] words =
        rows.stream()
            .filter(row -> row.label.equals("none"))
            .flatMap(row -> Arrays.stream(row.text.split(" ")))
            .toArray(String[]::new);
    System.out.printf("%n%8s %12s %10s %10s%n", "words", "texts/s", "p50 µs", "p99 µs");
    for (int size : new int[] {20, 50, 200, 2_000, 180_000}) {
      Random random = new Random(size);
      int count = Math.max(3, Math.min(4_000, 400_000 / size));
      List<String> texts =
          IntStream.range(0, count)
              .mapToObj(
                  i -> {
                    int from = random.nextInt(Math.max(1, words.length - size));
                    return Arrays.stream(words, from, Math.min(words.length, from + size))
                        .collect(Collectors.joining(" "));
                  })
              .toList();
      long until = System.nanoTime() + 4_000_000_000L;
      while (System.nanoTime() < until) {
        texts.forEach(text -> screen(Direction.INPUT, text));
      }
      long[] times = new long[texts.size()];
      long start = System.nanoTime();
      for (int i = 0; i < times.length; i++) {
        long before = System.nanoTime();
        screen(Direction.INPUT, texts.get(i));
        times[i] = System.nanoTime() - before;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Arrays.sort(times);
      System.out.printf(
          "%8d %12.0f %10.0f %10.0f%n",
          size,
          times.length / seconds,
          times[times.length / 2] / 1e3,
          times[Math.min(times.length - 1, times.length * 99 / 100)] / 1e3);
    }
  }

  private Verdict screen(Direction direction, String text) {
    Verdict verdict = screening.screen(direction, new ScreenRequest.Item(text, 0, true));
    if (verdict.settled() != text.length()) {
      throw new UncheckedIOException(new IOException("a complete text is settled whole"));
    }
    return verdict;
  }

  /** Streams harmless answers in pieces of four characters and gathers how many are held. */
  private void heldBack(List<Row> rows) {
    List<Integer> held = new ArrayList<>();
    List<Row> streamed =
        rows.stream()
            .filter(row -> row.label.equals("none") && row.kind.equals("response"))
            .limit(300)
            .toList();
    long refused = streamed.stream().filter(row -> held(row.text, held)).count();
    System.out.printf("%nrefused of %d harmless streams: %d%n", streamed.size(), refused);
    int[] sorted = held.stream().mapToInt(Integer::intValue).sorted().toArray();
    System.out.printf(
        "%nheld back, characters, over %d windows: mean %.1f, p50 %d, p90 %d, p99 %d, most %d%n",
        sorted.length,
        Arrays.stream(sorted).average().orElse(0),
        sorted[sorted.length / 2],
        sorted[sorted.length * 9 / 10],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }

  /** Whether the stream is refused. */
  private boolean held(String text, List<Integer> into) {
    int done = 0;
    for (int arrived = 4; arrived < text.length(); arrived += 4) {
      int from = Math.max(0, done - ScreenRequest.CONTEXT);
      Verdict verdict =
          screening.screen(
              Direction.OUTPUT,
              new ScreenRequest.Item(text.substring(from, arrived), done - from, false));
      if (verdict.action() == Action.BLOCK) {
        return true;
      }
      done = from + verdict.settled();
      into.add(arrived - done);
    }
    return false;
  }

  private record Row(String text, String source, String label, String kind) {

    Direction direction() {
      return switch (kind) {
        case "response" -> Direction.OUTPUT;
        case "tool-result" -> Direction.TOOL;
        default -> Direction.INPUT;
      };
    }

    /** The source and, where it names categories, the first part of each. */
    String[] labels() {
      if (source.equals("openai-moderation")) {
        return Arrays.stream(label.split("\\+"))
            .map(part -> source + " " + Category.of(part).text())
            .toArray(String[]::new);
      }
      String head = source.equals("bipia") ? "injection" : label.split("/")[0];
      return new String[] {source + " " + (source.equals("do-not-answer") ? label : head)};
    }
  }
}
