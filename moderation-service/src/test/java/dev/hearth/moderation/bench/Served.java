package dev.hearth.moderation.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.detector.DetectorLayer;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.learned.EncoderLayer;
import dev.hearth.moderation.learned.FastLayer;
import dev.hearth.moderation.pattern.PatternLayer;
import dev.hearth.moderation.screening.Scores;
import dev.hearth.moderation.screening.Screening;
import dev.hearth.moderation.text.Views;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures that need the layers as they are served. Arguments: what to do, a file of rows
 * ({@code text, kind, source, harmful}: true, false or null), which layers ({@code rules}, {@code
 * fast} or {@code all}), maybe the fast layer's gate and the draft model's.
 *
 * <ul>
 *   <li>{@code scores}: of each row a line of what the layers say, for the programs in
 *       bench/moderation/train
 *   <li>{@code evasion}: what is found of a hundred harmful rows when they are disguised
 *   <li>{@code pii}: which spans of personal data are found; its file has {@code text, spans}
 *   <li>{@code speed}: latency, texts per second on two threads and memory
 * </ul>
 */
public final class Served {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> PADDING = Set.of("toole", "hearth-plain", "gsm8k", "bfcl");
  private static final int SAMPLE = 100;
  private static final int THREADS = 2;
  private static final long SECOND = 1_000_000_000L;

  private final Screening screening;
  private final Layer learned;

  private Served(String layers, double gate, double draftGate) {
    learned =
        switch (layers) {
          case "rules", "fast" -> new FastLayer();
          case "all" -> new EncoderLayer(THREADS, gate, draftGate);
          default -> throw new IllegalArgumentException("layers are rules, fast or all");
        };
    screening =
        layers.equals("rules")
            ? new Screening(List.of(new PatternLayer(), new DetectorLayer()))
            : new Screening(List.of(new PatternLayer(), new DetectorLayer(), learned));
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    double gate = arguments.length > 3 ? Double.parseDouble(arguments[3]) : -1;
    double draftGate = arguments.length > 4 ? Double.parseDouble(arguments[4]) : -1;
    Served served = new Served(arguments[2], gate, draftGate);
    switch (arguments[0]) {
      case "scores" -> served.scores(read(file));
      case "evasion" -> served.evasion(read(file));
      case "speed" -> served.speed(read(file));
      case "pii" -> served.personalData(file);
      default -> throw new IllegalArgumentException("scores, evasion, pii or speed");
    }
    System.out.flush();
    if (served.learned instanceof EncoderLayer encoder) {
      encoder.close();
    }
  }

  private static List<Row> read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Served::row).toList();
    }
  }

  private static Row row(String line) {
    JsonNode row = JSON.readTree(line);
    JsonNode harmful = row.path("harmful");
    Harm harm = harmful.isBoolean() ? (harmful.asBoolean() ? Harm.YES : Harm.NO) : Harm.UNKNOWN;
    return new Row(
        row.get("text").asString(), row.get("kind").asString(), row.get("source").asString(), harm);
  }

  private Verdict screen(Row row, String text) {
    return screening.screen(row.direction(), new ScreenRequest.Item(text, 0, true));
  }

  private void scores(List<Row> rows) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<String>> lines =
          rows.stream().map(row -> threads.submit(() -> line(row))).toList();
      for (Future<String> line : lines) {
        System.out.println(line.get());
      }
    }
  }

  private String line(Row row) {
    Verdict verdict = screen(row, row.text);
    Map<String, Double> scores = new TreeMap<>();
    verdict.scores().forEach((category, score) -> scores.put(category.text(), score));
    Hits hits = new Hits(row.direction(), row.text.length(), 0, Instant.MAX);
    new Views().forEach(row.text, false, false, view -> learned.judge(view, hits));
    Map<String, Map<String, Double>> models = new HashMap<>();
    for (Hits.Hit hit : hits.found()) {
      models
          .computeIfAbsent(model(hit), model -> new TreeMap<>())
          .merge(hit.rule().substring(hit.rule().indexOf(':') + 1), hit.score(), Math::max);
    }
    return JSON.writeValueAsString(
        Map.of(
            "action",
            verdict.action().text(),
            "applying",
            Scores.applying(verdict).stream().map(Category::text).toList(),
            "scores",
            scores,
            "models",
            models));
  }

  /** Of "encoder-1:hate" encoder: the layer that it names may have answered by its draft model. */
  private static String model(Hits.Hit hit) {
    return hit.rule().substring(0, hit.rule().indexOf('-'));
  }

  private void evasion(List<Row> rows) {
    List<String> harmless =
        rows.stream()
            .filter(row -> row.harm == Harm.NO && PADDING.contains(row.source))
            .filter(row -> !flagged(row, row.text))
            .map(Row::text)
            .toList();
    List<Row> positives = sample(rows, Harm.YES);
    List<Row> negatives = sample(rows, Harm.NO);
    List<Set<Category>> plain = positives.stream().map(row -> applying(row, row.text)).toList();
    long found = plain.stream().filter(categories -> !categories.isEmpty()).count();
    System.out.printf(
        "| disguise | found of %d | share of plain | in a category of plain | harmless flagged |%n"
            + "|---|---|---|---|---|%n| none | %d | | | %d |%n",
        SAMPLE, found, negatives.stream().filter(row -> flagged(row, row.text)).count());
    for (Map.Entry<String, BinaryOperator<String>> disguise : Disguise.all().entrySet()) {
      Random random = new Random(1);
      long disguised = 0;
      long alike = 0;
      for (int i = 0; i < SAMPLE; i++) {
        Row row = positives.get(i);
        Set<Category> categories =
            applying(row, disguise.getValue().apply(row.text, Disguise.padding(harmless, random)));
        disguised += categories.isEmpty() ? 0 : 1;
        alike += Collections.disjoint(categories, plain.get(i)) ? 0 : 1;
      }
      long wrong =
          negatives.stream()
              .filter(
                  row ->
                      flagged(
                          row,
                          disguise.getValue().apply(row.text, Disguise.padding(harmless, random))))
              .count();
      System.out.printf(
          "| %s | %d | %.0f %% | %d | %d |%n",
          disguise.getKey(), disguised, 100.0 * disguised / Math.max(1, found), alike, wrong);
    }
    Random random = new Random(2);
    int walls = 0;
    for (int i = 0; i < 2 * SAMPLE; i++) {
      String wall = Disguise.padding(harmless, random);
      walls += flagged(positives.getFirst(), wall) ? 1 : 0;
    }
    System.out.printf("%nOf %d paddings alone %d are found.%n", 2 * SAMPLE, walls);
  }

  /** Rows of 20 to 600 characters, evenly through the set. */
  private static List<Row> sample(List<Row> rows, Harm harm) {
    List<Row> candidates =
        rows.stream()
            .filter(row -> row.harm == harm && row.text.length() > 20 && row.text.length() < 600)
            .filter(row -> !row.source.equals("hatemoji-build"))
            .toList();
    List<Row> sample = new ArrayList<>();
    for (int i = 0; i < SAMPLE; i++) {
      sample.add(candidates.get((int) ((long) i * candidates.size() / SAMPLE)));
    }
    return sample;
  }

  private boolean flagged(Row row, String text) {
    return !applying(row, text).isEmpty();
  }

  private Set<Category> applying(Row row, String text) {
    Set<Category> applying = Scores.applying(screen(row, text));
    applying.remove(Category.PII);
    applying.remove(Category.SECRETS);
    return applying;
  }

  /** Of each type of span, how many a find covers by half or more. */
  private void personalData(Path file) throws IOException {
    Map<String, int[]> counts = new TreeMap<>();
    int clean = 0;
    int wrong = 0;
    for (String line : Files.readAllLines(file)) {
      JsonNode row = JSON.readTree(line);
      String text = row.get("text").asString();
      List<Verdict.Finding> finds =
          screening
              .screen(Direction.INPUT, new ScreenRequest.Item(text, 0, true))
              .findings()
              .stream()
              .filter(find -> find.category() == Category.PII)
              .toList();
      JsonNode spans = row.get("spans");
      for (JsonNode span : spans) {
        int start = span.get("start").asInt();
        int end = span.get("end").asInt();
        boolean found =
            finds.stream()
                .anyMatch(
                    find ->
                        2 * (Math.min(end, find.end()) - Math.max(start, find.start()))
                            >= end - start);
        int[] count = counts.computeIfAbsent(span.get("type").asString(), type -> new int[2]);
        count[0]++;
        count[1] += found ? 1 : 0;
      }
      clean += spans.isEmpty() ? 1 : 0;
      wrong += spans.isEmpty() && !finds.isEmpty() ? 1 : 0;
    }
    System.out.println("| kind | spans | found |\n|---|---|---|");
    counts.forEach(
        (type, count) ->
            System.out.printf(
                "| %s | %d | %.0f %% |%n", type, count[0], 100.0 * count[1] / count[0]));
    System.out.printf("%nOf %d texts without any, %d have a find.%n", clean, wrong);
  }

  private void speed(List<Row> rows) throws Exception {
    List<Row> harmless = rows.stream().filter(row -> row.harm == Harm.NO).toList();
    System.out.println(
        "| words | p50 ms | p99 ms | texts/s, two threads | processor ms per text |\n"
            + "|---|---|---|---|---|");
    for (int words : new int[] {20, 50, 200, 2_000}) {
      List<Row> texts = texts(harmless, words, Math.min(4_000, 400_000 / words));
      List<Row> others = texts(harmless.reversed(), words, Math.min(4_000, 400_000 / words));
      long until = System.nanoTime() + 4 * SECOND;
      for (int i = 0; System.nanoTime() < until; i++) {
        Row row = others.get(i % others.size());
        screen(row, row.text);
      }
      long[] times = new long[texts.size()];
      for (int i = 0; i < times.length; i++) {
        long before = System.nanoTime();
        screen(texts.get(i), texts.get(i).text);
        times[i] = System.nanoTime() - before;
      }
      Arrays.sort(times);
      List<Row> more =
          texts(harmless, words, 2 * texts.size()).subList(texts.size(), 2 * texts.size());
      System.out.printf(
          "| %,d | %.2f | %.1f | %s |%n",
          words,
          times[times.length / 2] / 1e6,
          times[times.length * 99 / 100] / 1e6,
          throughput(more));
    }
    System.gc();
    System.out.printf("%nMemory of the process: %d MB.%n", resident());
  }

  /** Texts of so many words: rows of one source one after the other, sources in their shares. */
  private static List<Row> texts(List<Row> rows, int words, int count) {
    Map<String, List<Row>> sources =
        rows.stream()
            .collect(Collectors.groupingBy(Row::source, TreeMap::new, Collectors.toList()));
    Random random = new Random(words);
    List<Row> texts = new ArrayList<>();
    while (texts.size() < count) {
      Row first = rows.get(random.nextInt(rows.size()));
      List<Row> source = sources.getOrDefault(first.source, rows);
      List<String> gathered = new ArrayList<>(List.of(first.text.split(" ")));
      while (gathered.size() < words) {
        gathered.addAll(List.of(source.get(random.nextInt(source.size())).text.split(" ")));
      }
      texts.add(
          new Row(String.join(" ", gathered.subList(0, words)), first.kind, first.source, Harm.NO));
    }
    return texts;
  }

  private String throughput(List<Row> texts) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      OperatingSystemMXBean system =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      long busy = system.getProcessCpuTime();
      long start = System.nanoTime();
      List<Future<Verdict>> verdicts =
          texts.stream().map(row -> threads.submit(() -> screen(row, row.text))).toList();
      for (Future<Verdict> verdict : verdicts) {
        verdict.get();
      }
      return "%,.0f | %.2f"
          .formatted(
              texts.size() * 1e9 / (System.nanoTime() - start),
              (system.getProcessCpuTime() - busy) / 1e6 / texts.size());
    }
  }

  /** Megabytes that the process holds, its native memory with it. */
  private static long resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(one -> one.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
    }
  }

  private enum Harm {
    YES,
    NO,
    UNKNOWN
  }

  private record Row(String text, String kind, String source, Harm harm) {

    Direction direction() {
      return switch (kind) {
        case "response" -> Direction.OUTPUT;
        case "tool-result" -> Direction.TOOL;
        default -> Direction.INPUT;
      };
    }
  }
}
