package dev.hearth.gateway.runs;

import dev.hearth.gateway.chat.ChatRequest;
import dev.hearth.gateway.chat.ChatRequestReader;
import dev.hearth.gateway.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of {@code POST /v1/runs}. Fields that it does not know are refused by name. */
final class RunRequestReader {

  private static final int LONGEST_GOAL = 20_000;
  private static final int LONGEST_TASK = 4_000;
  private static final int MOST_TASKS = 32;
  private static final int MOST_METADATA = 16;
  private static final List<String> KNOWN =
      List.of(
          "goal",
          "instructions",
          "tasks",
          "model",
          "plugins",
          "budget",
          "temperature",
          "seed",
          "metadata");
  private static final List<String> KNOWN_OF_BUDGET =
      List.of("steps", "tokens", "seconds", "calls_per_tool");

  private RunRequestReader() {}

  static RunEvent.Created read(Fields body, RunsProperties properties) {
    body.refuseOthers(KNOWN);
    String goal = body.text("goal", LONGEST_GOAL);
    if (goal == null) {
      throw body.missing("goal");
    }
    List<String> tasks = body.texts("tasks", MOST_TASKS);
    if (tasks.stream().anyMatch(task -> task.isBlank() || task.length() > LONGEST_TASK)) {
      throw body.invalid("tasks", "must hold texts of 1 to " + LONGEST_TASK + " characters");
    }
    return new RunEvent.Created(
        goal,
        body.text("instructions", LONGEST_GOAL),
        tasks,
        ChatRequestReader.model(body),
        plugins(ChatRequestReader.plugins(body)),
        budget(body.object("budget"), properties),
        body.number("temperature", 0, 2),
        body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        metadata(body));
  }

  private static List<String> plugins(ChatRequest.Plugins plugins) {
    return switch (plugins) {
      case ChatRequest.Plugins.None none -> List.of();
      case ChatRequest.Plugins.Auto auto -> List.of("*");
      case ChatRequest.Plugins.Named named -> named.names();
    };
  }

  private static RunEvent.Budget budget(@Nullable Fields budget, RunsProperties properties) {
    if (budget == null) {
      return new RunEvent.Budget(
          properties.defaultSteps(),
          properties.defaultTokens(),
          properties.defaultTime().toSeconds(),
          properties.defaultCallsPerTool());
    }
    budget.refuseOthers(KNOWN_OF_BUDGET);
    return new RunEvent.Budget(
        Math.toIntExact(
            or(budget.integer("steps", 0, properties.maxSteps()), properties.defaultSteps())),
        Math.toIntExact(
            or(budget.integer("tokens", 1, properties.maxTokens()), properties.defaultTokens())),
        or(
            budget.integer("seconds", 1, properties.maxTime().toSeconds()),
            properties.defaultTime().toSeconds()),
        Math.toIntExact(
            or(
                budget.integer("calls_per_tool", 0, properties.maxSteps()),
                properties.defaultCallsPerTool())));
  }

  private static long or(@Nullable Long wanted, long otherwise) {
    return Objects.requireNonNullElse(wanted, otherwise);
  }

  private static Map<String, String> metadata(Fields body) {
    Fields metadata = body.object("metadata");
    ObjectNode given = body.json("metadata");
    Map<String, String> entries = new TreeMap<>();
    if (metadata == null || given == null) {
      return entries;
    }
    if (given.size() > MOST_METADATA) {
      throw body.invalid("metadata", "may have at most " + MOST_METADATA + " entries");
    }
    for (String name : given.propertyNames()) {
      String value = metadata.requiredText(name);
      if (name.length() > 64 || value.length() > 512) {
        throw body.invalid("metadata", "must have keys of 64 and values of 512 characters at most");
      }
      entries.put(name, value);
    }
    return entries;
  }
}
