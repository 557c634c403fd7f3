package dev.hearth.standalone.react;

import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.plugins.PluginTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The sets of tasks, read from a folder of public data. */
final class Sets {

  static final List<String> ALL =
      List.of(
          "simple",
          "multiple",
          "parallel",
          "irrelevance",
          "calculator",
          "gsm8k",
          "toole-5",
          "toole-20",
          "toole-199",
          "knowledge",
          "websearch",
          "summaries");

  /** Rows of a set in the published table. */
  private static final int PUBLISHED = 100;

  private static final int CALL_TOKENS = 128;
  private static final int ANSWER_TOKENS = 200;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:,\\d{3})*(?:\\.\\d+)?");

  private final Path data;
  private final Function<String, List<PluginTool>> toolsOf;

  /**
   * Sets of this folder.
   *
   * @param toolsOf asks the registry for a plugin's tools, where a set needs them
   */
  Sets(Path data, Function<String, List<PluginTool>> toolsOf) {
    this.data = data;
    this.toolsOf = toolsOf;
  }

  /** All rows of a set, in its own order. */
  List<Task> load(String set) {
    return switch (set) {
      case "simple" -> berkeley("bfcl_simple_python.jsonl");
      case "multiple" -> berkeley("bfcl_multiple.jsonl");
      case "parallel" -> berkeley("bfcl_parallel.jsonl");
      case "irrelevance" -> berkeley("bfcl_irrelevance.jsonl");
      case "calculator" -> OneStep.tasks(toolsOf.apply("calculator"));
      case "gsm8k" -> wordProblems();
      case "toole-5" -> plugins(5);
      case "toole-20" -> plugins(20);
      case "toole-199" -> plugins(199);
      case "knowledge" -> looked(Pages.notes(), toolsOf.apply("notes"));
      case "websearch" -> looked(Pages.web(), toolsOf.apply("websearch"));
      case "summaries" -> summaries();
      default -> throw new IllegalArgumentException("there is no set " + set + ", only " + ALL);
    };
  }

  private List<Task> berkeley(String file) {
    List<Task> tasks = new ArrayList<>();
    for (JsonNode row : lines(file)) {
      ArrayNode functions = JsonNodeFactory.instance.arrayNode();
      List<Tool> tools = new ArrayList<>();
      for (JsonNode function : row.path("functions")) {
        ObjectNode renamed = ((ObjectNode) function).deepCopy();
        renamed.put("name", PythonTypes.name(function.path("name").asString()));
        functions.add(renamed);
        tools.add(PythonTypes.tool(function));
      }
      ArrayNode accepted = JsonNodeFactory.instance.arrayNode();
      for (JsonNode call : row.path("accepted")) {
        ObjectNode renamed = accepted.addObject();
        call.properties()
            .forEach(entry -> renamed.set(PythonTypes.name(entry.getKey()), entry.getValue()));
      }
      CallChecker checker = new CallChecker(functions);
      tasks.add(
          new Task(
              row.path("id").asString(),
              row.path("messages").path(0).path("content").asString(),
              tools,
              List.of(),
              CALL_TOKENS,
              answer -> checker.check(answer.calls(), accepted)));
    }
    return tasks;
  }

  private List<Task> wordProblems() {
    List<PluginTool> tools = toolsOf.apply("calculator");
    List<Task> tasks = new ArrayList<>();
    for (JsonNode row : lines("gsm8k.jsonl")) {
      String answer = row.path("answer").asString();
      BigDecimal right =
          new BigDecimal(answer.substring(answer.indexOf("####") + 4).strip().replace(",", ""));
      tasks.add(
          new Task(
              "gsm8k-" + tasks.size(),
              row.path("question").asString(),
              List.of(),
              tools,
              ANSWER_TOKENS,
              given -> endsWith(right, given.text())));
    }
    return tasks;
  }

  /** The last number that an answer names is the one that it gives. */
  static Verdict endsWith(BigDecimal right, String text) {
    Matcher matcher = NUMBER.matcher(text);
    Optional<BigDecimal> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(new BigDecimal(matcher.group().replace(",", "")));
    }
    if (last.isEmpty()) {
      return Verdict.wrong("no number");
    }
    return last.get().compareTo(right) == 0 ? Verdict.RIGHT : Verdict.wrong("wrong number");
  }

  /** Questions whose answer stands in what a plugin finds. */
  private static List<Task> looked(List<JsonNode> texts, List<PluginTool> tools) {
    List<Task> tasks = new ArrayList<>();
    for (JsonNode text : texts) {
      tasks.add(
          new Task(
              text.path("title").asString(),
              text.path("question").asString(),
              List.of(),
              tools,
              ANSWER_TOKENS,
              answer -> names(text.path("answer"), answer.text())));
    }
    return tasks;
  }

  private static Verdict names(JsonNode forms, String text) {
    String small = " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}.,]+", " ") + " ";
    for (JsonNode form : forms) {
      String wanted = form.asString().toLowerCase(Locale.ROOT);
      if (Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(wanted)).matcher(small).find()) {
        return Verdict.RIGHT;
      }
    }
    return Verdict.wrong(text.isBlank() ? "no answer" : "not the answer");
  }

  private static List<Task> summaries() {
    List<Task> tasks = new ArrayList<>();
    for (JsonNode text : Pages.TEXTS) {
      tasks.add(
          new Task(
              text.path("title").asString(),
              "Summarise this text in one or two short sentences:\n\n"
                  + text.path("text").asString(),
              List.of(),
              List.of(),
              CALL_TOKENS,
              answer -> Summaries.check(text, answer.text())));
    }
    return tasks;
  }

  private List<Task> plugins(int among) {
    JsonNode descriptions = read("toole_plugins.json");
    List<String> names = new ArrayList<>(descriptions.propertyNames());
    JsonNode parameters =
        JsonMapper.shared().readTree("{\"type\": \"object\", \"properties\": {}}");
    List<Task> tasks = new ArrayList<>();
    for (JsonNode row : lines("toole_queries.jsonl")) {
      String right = row.path("plugin").asString();
      String id = "toole-" + tasks.size();
      List<String> offered = new ArrayList<>(names);
      if (among < names.size()) {
        offered.remove(right);
        Collections.shuffle(offered, new Random(id.hashCode()));
        offered = new ArrayList<>(offered.subList(0, among - 1));
        offered.add(right);
        Collections.shuffle(offered, new Random(id.hashCode()));
      }
      tasks.add(
          new Task(
              id,
              row.path("query").asString(),
              offered.stream()
                  .map(
                      name ->
                          new Tool(
                              PythonTypes.name(name),
                              descriptions.path(name).asString(),
                              parameters))
                  .toList(),
              List.of(),
              CALL_TOKENS,
              answer ->
                  answer.calls().size() == 1
                          && answer.calls().getFirst().tool().equals(PythonTypes.name(right))
                      ? Verdict.RIGHT
                      : Verdict.wrong(answer.calls().isEmpty() ? "no call" : "another plugin")));
    }
    return tasks;
  }

  private List<JsonNode> lines(String file) {
    try {
      return Files.readAllLines(data.resolve(file)).stream()
          .filter(line -> !line.isBlank())
          .map(line -> JsonMapper.shared().readTree(line))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private JsonNode read(String file) {
    try {
      return JsonMapper.shared().readTree(Files.readString(data.resolve(file)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * A draw of rows that is the same each time.
   *
   * @param count how many; all if it is larger than the set
   * @param others rows that are not among those of the published table instead
   */
  static List<Task> draw(List<Task> all, int count, long seed, boolean others) {
    List<Task> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));
    int cut = Math.min(PUBLISHED, shuffled.size());
    List<Task> drawn = others ? shuffled.subList(cut, shuffled.size()) : shuffled;
    return drawn.subList(0, Math.min(count, drawn.size()));
  }

  /** For the report. */
  static Map<String, String> names() {
    return Map.ofEntries(
        Map.entry("simple", "BFCL simple"),
        Map.entry("multiple", "BFCL multiple"),
        Map.entry("parallel", "BFCL parallel"),
        Map.entry("irrelevance", "BFCL irrelevance"),
        Map.entry("calculator", "Calculator, one step"),
        Map.entry("gsm8k", "GSM8K with the calculator"),
        Map.entry("toole-5", "ToolE, 5 plugins"),
        Map.entry("toole-20", "ToolE, 20 plugins"),
        Map.entry("toole-199", "ToolE, 199 plugins"),
        Map.entry("knowledge", "Search in notes"),
        Map.entry("websearch", "Search in web pages"),
        Map.entry("summaries", "Summaries with half of the facts"));
  }
}
