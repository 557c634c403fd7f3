package dev.hearth.registry.mcp;

import static dev.hearth.registry.manifest.Finding.Source.MCP;

import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.openapi.Operation;
import dev.hearth.registry.openapi.ToolDraft;
import dev.hearth.registry.openapi.ToolSchemas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Makes tools for models of what an MCP server lists. */
public final class McpTools {

  private static final int LONGEST_NAME = 64;

  /** The same as for the operations of an OpenAPI document. */
  private static final int LONGEST_DESCRIPTION = 300;

  private McpTools() {}

  /** The tools that can be called; the findings say what is wrong with the others. */
  public static List<ToolDraft> read(McpListing listing, Findings findings) {
    List<ToolDraft> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> own = new HashSet<>();
    for (int i = 0; i < listing.tools().size(); i++) {
      if (own.add(listing.tools().get(i).path("name").asString(""))) {
        read(listing, i, names, tools, findings);
      } else {
        findings.error(
            MCP, "/tools/" + i + "/name", "duplicate-name", "Give each tool a name of its own.");
      }
    }
    if (!listing.complete()) {
      findings.error(
          MCP,
          "/tools",
          "too-many-operations",
          "Offer at most " + McpListing.MOST_TOOLS + " tools; only the first were read.");
    }
    if (tools.isEmpty()) {
      findings.error(MCP, "/tools", "no-operation", "The server has no tool that can be called.");
    }
    return tools;
  }

  private static void read(
      McpListing listing, int index, Set<String> names, List<ToolDraft> tools, Findings findings) {
    JsonNode tool = listing.tools().get(index);
    String pointer = "/tools/" + index;
    String own = tool.path("name").asString("");
    if (own.isBlank() || own.length() > 1_000) {
      findings.error(MCP, pointer + "/name", "missing-name", "Give each tool a name.");
      return;
    }
    String label = "'" + Texts.line(own, 100) + "'";
    if (tool.path("execution").path("taskSupport").asString("").equals("required")) {
      findings.error(
          MCP,
          pointer + "/execution",
          "task-only",
          "Let " + label + " be called without a task; tasks are not supported.");
      return;
    }
    String schemaPointer = pointer + "/inputSchema";
    JsonNode schema = tool.path("inputSchema");
    if (!schema.isObject() || !schema.path("type").asString("object").equals("object")) {
      findings.error(
          MCP,
          schemaPointer,
          "no-input-schema",
          "Make the inputSchema of " + label + " an object.");
      return;
    }
    Consequence consequence = Consequence.of(tool.path("annotations"), pointer, label, findings);
    tools.add(
        new ToolDraft(
            name(own, pointer, label, names, findings),
            description(tool, own),
            ToolSchemas.compact(schema, schemaPointer, label, MCP, findings),
            consequence.asks(),
            consequence.always(),
            Operation.mcp(listing.uri(), own)));
  }

  private static String name(
      String own, String pointer, String label, Set<String> names, Findings findings) {
    String name = Texts.name(own, LONGEST_NAME);
    if (name.isEmpty() || !names.add(name.toLowerCase(Locale.ROOT))) {
      name =
          Texts.name(name.isEmpty() ? "tool" : name, LONGEST_NAME - 9)
              + "_"
              + Texts.hash(own).substring(0, 8);
      names.add(name.toLowerCase(Locale.ROOT));
    }
    if (!name.equals(own)) {
      findings.warning(
          MCP,
          pointer + "/name",
          "name-characters",
          "Use at most 64 letters, digits, _ and - in names, each once; the tool "
              + label
              + " is named '"
              + name
              + "'.");
    }
    return name;
  }

  private static String description(JsonNode tool, String own) {
    for (JsonNode text :
        List.of(
            tool.path("description"), tool.path("title"), tool.path("annotations").path("title"))) {
      String line = Texts.line(text.asString(""), LONGEST_DESCRIPTION);
      if (!line.isEmpty()) {
        return line;
      }
    }
    return Texts.line(own, LONGEST_DESCRIPTION);
  }

  /**
   * Whether a call waits for an approval, as the server's hints say. What it does not call
   * read-only may change something, as with methods other than GET; what it calls destructive
   * itself no standing approval covers.
   */
  private record Consequence(boolean asks, boolean always) {

    static Consequence of(JsonNode annotations, String pointer, String label, Findings findings) {
      JsonNode readOnly = annotations.path("readOnlyHint");
      boolean reads = readOnly.isBoolean() && readOnly.asBoolean();
      boolean destroys =
          annotations.path("destructiveHint").isBoolean()
              && annotations.path("destructiveHint").asBoolean();
      if (reads && destroys) {
        findings.warning(
            MCP,
            pointer + "/annotations",
            "contradictory-annotations",
            "Say of " + label + " that it only reads or that it destroys, not both; it asks.");
      } else if (!readOnly.isBoolean()) {
        findings.warning(
            MCP,
            pointer + "/annotations",
            "missing-annotations",
            "Say by readOnlyHint whether "
                + label
                + " only reads; until then each call waits for an approval.");
      }
      return new Consequence(!reads || destroys, destroys);
    }
  }
}
