package dev.hearth.registry.search;

import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.manifest.Manifest;
import dev.hearth.registry.openapi.Operation;
import dev.hearth.registry.openapi.ToolDraft;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints how often the right plugin is among the first that are chosen for a question, and how long
 * choosing takes; bench/choosing/figures runs it.
 */
final class ChoosingFigures {

  private static final int MOST_TOOLS = 5_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private ChoosingFigures() {}

  /** A question and the name of the tool that is right. */
  private record Question(String text, String right) {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Vectors vectors = new Vectors();
    List<Plugin> plugins = new ArrayList<>();
    JSON.readTree(Files.readString(folder.resolve("toole_plugins.json")))
        .properties()
        .forEach(
            each ->
                plugins.add(
                    plugin(each.getKey(), each.getValue().asString(), List.of(noArguments(each)))));
    List<Question> questions = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("toole_queries.jsonl"))) {
      JsonNode row = JSON.readTree(line);
      questions.add(new Question(row.path("query").asString(), row.path("plugin").asString()));
    }
    String mode = arguments.length > 1 ? arguments[1] : "";
    if (mode.equals("export")) {
      export(Path.of(arguments[2]), vectors, plugins, questions);
      vectors.destroy();
      return;
    }
    if (mode.equals("growth")) {
      growth(vectors, plugins, sealTools(folder), questions);
      vectors.destroy();
      return;
    }
    fill(vectors, plugins);
    List<Question> asked = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      if (!mode.equals("holdout") || i % 5 == 0) {
        asked.add(questions.get(i));
      }
    }
    for (double weight : new double[] {0, 0.03, 0.06, 0.1}) {
      recall("toole, words x " + weight, new ToolRanking(vectors, weight), plugins, asked);
    }
    List<Plugin> many = sealTools(folder);
    seal(folder, vectors, many);
    growth(vectors, plugins, many, asked);
    vectors.destroy();
  }

  /**
   * How the time grows with the tools, for the same questions: the 199 of toole, then with as many
   * of sealtools beside them, and where those end, pairs of them.
   */
  private static void growth(
      Vectors vectors, List<Plugin> few, List<Plugin> many, List<Question> questions) {
    List<Plugin> all = new ArrayList<>(few);
    all.addAll(many);
    for (int i = 0; all.size() < MOST_TOOLS; i++) {
      ToolDraft one = many.get(i).tools().getFirst().draft();
      ToolDraft next = many.get(i + 1).tools().getFirst().draft();
      all.add(
          plugin(
              "pair " + i,
              "",
              List.of(
                  tool(
                      one.name() + "_" + next.name(),
                      one.description() + " " + next.description(),
                      one.parameters()))));
    }
    fill(vectors, all);
    ToolRanking ranking = new ToolRanking(vectors);
    for (int size : new int[] {few.size(), 1_000, 2_000, MOST_TOOLS}) {
      time("growth, " + size + " tools", ranking, all.subList(0, size), questions.subList(0, 200));
    }
  }

  private static void export(
      Path folder, Vectors vectors, List<Plugin> plugins, List<Question> questions)
      throws IOException {
    Files.createDirectories(folder);
    List<String> names = plugins.stream().map(Plugin::name).toList();
    write(
        folder.resolve("tools.bin"),
        plugins.stream()
            .map(each -> vectors.now(ToolRanking.text(each, each.tools().getFirst())))
            .toList());
    write(
        folder.resolve("questions.bin"),
        questions.stream().map(question -> vectors.now(question.text())).toList());
    ByteBuffer right = ByteBuffer.allocate(4 * questions.size());
    questions.forEach(question -> right.putInt(names.indexOf(question.right())));
    Files.write(folder.resolve("right.bin"), right.array());
  }

  private static void write(Path file, List<float[]> rows) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * rows.size() * rows.getFirst().length);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Files.write(file, bytes.array());
  }

  private static List<Plugin> sealTools(Path folder) throws IOException {
    List<Plugin> plugins = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("sealtools_tools.jsonl"))) {
      JsonNode row = JSON.readTree(line);
      ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
      ObjectNode properties = schema.putObject("properties");
      row.path("parameters")
          .properties()
          .forEach(
              each ->
                  properties
                      .putObject(each.getKey())
                      .put("description", each.getValue().path("description").asString("")));
      String name = row.path("api_name").asString();
      plugins.add(
          plugin(
              row.path("field").asString().replaceAll(".*/", ""),
              "",
              List.of(tool(name, row.path("api_description").asString(), schema))));
    }
    return plugins;
  }

  private static void seal(Path folder, Vectors vectors, List<Plugin> plugins) throws IOException {
    List<Question> questions = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("sealtools_dev.jsonl"))) {
      JsonNode row = JSON.readTree(line);
      if (row.path("calling").size() == 1) {
        questions.add(
            new Question(row.path("query").asString(), row.at("/calling/0/api").asString()));
      }
    }
    fill(vectors, plugins);
    ToolRanking ranking = new ToolRanking(vectors);
    recall("sealtools", ranking, plugins, questions);
  }

  /** Waits until all vectors are made, as they are some time after a registration. */
  private static void fill(Vectors vectors, List<Plugin> plugins) {
    long start = System.nanoTime();
    ToolRanking ranking = new ToolRanking(vectors);
    ranking.rank(plugins, "warm up");
    while (!vectors.isIdle()) {
      ranking.rank(plugins, "warm up");
    }
    System.out.printf(
        "%d tools: vectors made in %d ms%n",
        plugins.size(), (System.nanoTime() - start) / 1_000_000);
  }

  private static void recall(
      String name, ToolRanking ranking, List<Plugin> plugins, List<Question> questions) {
    int[] among = new int[3];
    int[] firsts = {1, 3, 5};
    for (Question question : questions) {
      List<Tool> ranked = ranking.rank(plugins, question.text());
      for (int i = 0; i < firsts.length; i++) {
        if (ranked.stream()
            .limit(firsts[i])
            .anyMatch(tool -> tool.name().equals(question.right()))) {
          among[i]++;
        }
      }
    }
    double all = questions.size();
    System.out.printf(
        "%s: %d questions, %d tools: recall@1 %.3f, @3 %.3f, @5 %.3f%n",
        name, questions.size(), plugins.size(), among[0] / all, among[1] / all, among[2] / all);
    time(name, ranking, plugins, questions.subList(0, Math.min(500, questions.size())));
  }

  private static void time(
      String name, ToolRanking ranking, List<Plugin> plugins, List<Question> questions) {
    long[] nanoseconds =
        questions.stream()
            .mapToLong(
                question -> {
                  long start = System.nanoTime();
                  ranking.rank(plugins, question.text());
                  return System.nanoTime() - start;
                })
            .sorted()
            .toArray();
    System.out.printf(
        "%s: ms median %.2f, 95 %% %.2f%n",
        name,
        nanoseconds[nanoseconds.length / 2] / 1e6,
        nanoseconds[nanoseconds.length * 95 / 100] / 1e6);
  }

  private static ToolDraft noArguments(Map.Entry<String, JsonNode> plugin) {
    return tool(
        plugin.getKey(),
        plugin.getValue().asString(),
        JsonNodeFactory.instance.objectNode().put("type", "object"));
  }

  private static ToolDraft tool(String name, String description, JsonNode schema) {
    return new ToolDraft(
        name,
        description,
        schema,
        false,
        false,
        new Operation("GET", URI.create("https://tools.example"), "/" + name, List.of(), null));
  }

  private static Plugin plugin(String name, String purpose, List<ToolDraft> drafts) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return new Plugin(
        id,
        "bench",
        name,
        1,
        1,
        1,
        true,
        List.of(),
        new Plugin.Summary(name, purpose, purpose, "none", Manifest.Auth.NONE, drafts.size()),
        null,
        drafts.stream().map(draft -> new Tool(id, name, draft)).toList(),
        List.of(),
        Instant.EPOCH);
  }
}
