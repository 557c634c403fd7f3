package dev.hearth.registry.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.openapi.ToolDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which two versions of a plugin differ, as far as models or calls see it.
 *
 * @param what {@code plugin}, or the tool's name
 * @param field which part of it; {@code tool} for the whole
 * @param before what it was, cut; null if it was not there
 * @param after what it would be, cut; null if it would be gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Difference(
    String what, String field, @Nullable String before, @Nullable String after) {

  private static final int LONGEST = 2_000;

  /** Everything that changes from one version to another, the plugin's own words first. */
  public static List<Difference> between(Plugin before, Plugin after) {
    List<Difference> found = new ArrayList<>();
    compare("plugin", summary(before.summary()), summary(after.summary()), found);
    Map<String, Tool> old = byName(before);
    Map<String, Tool> now = byName(after);
    old.forEach(
        (name, tool) -> {
          Tool counterpart = now.get(name);
          if (counterpart == null) {
            found.add(new Difference(name, "tool", cut(tool.draft().description()), null));
          } else {
            compare(name, fields(tool.draft()), fields(counterpart.draft()), found);
          }
        });
    now.forEach(
        (name, tool) -> {
          if (!old.containsKey(name)) {
            found.add(new Difference(name, "tool", null, cut(tool.draft().description())));
          }
        });
    return List.copyOf(found);
  }

  private static Map<String, Tool> byName(Plugin plugin) {
    Map<String, Tool> tools = new LinkedHashMap<>();
    plugin.tools().forEach(tool -> tools.put(tool.name(), tool));
    return tools;
  }

  private static Map<String, String> summary(Plugin.Summary summary) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", summary.title());
    fields.put("description", summary.description());
    fields.put("purpose", summary.purpose());
    fields.put("auth", summary.authentication() + " " + summary.auth());
    return fields;
  }

  private static Map<String, String> fields(ToolDraft tool) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("description", tool.description());
    fields.put("parameters", tool.parameters().toString());
    fields.put("consequential", tool.consequential() + (tool.alwaysAsk() ? ", always ask" : ""));
    fields.put(
        "request",
        tool.operation().method() + " " + tool.operation().server() + tool.operation().path());
    fields.put("encoding", tool.operation().parameters() + " " + tool.operation().body());
    fields.put("mcp tool", String.valueOf(tool.operation().mcpTool()));
    return fields;
  }

  private static void compare(
      String what, Map<String, String> before, Map<String, String> after, List<Difference> found) {
    before.forEach(
        (field, old) -> {
          String now = String.valueOf(after.get(field));
          if (!old.equals(now)) {
            int from = old.length() + now.length() > LONGEST ? commonStart(old, now) : 0;
            found.add(
                new Difference(what, field, cut(old.substring(from)), cut(now.substring(from))));
          }
        });
  }

  /** Where a long text is shown from, so that the change is in what is shown. */
  private static int commonStart(String before, String after) {
    int same = 0;
    int most = Math.min(before.length(), after.length());
    while (same < most && before.charAt(same) == after.charAt(same)) {
      same++;
    }
    return Math.max(0, same - 100);
  }

  private static String cut(String text) {
    return Texts.cut(text, LONGEST);
  }
}
