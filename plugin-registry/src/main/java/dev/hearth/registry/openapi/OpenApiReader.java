package dev.hearth.registry.openapi;

import static dev.hearth.registry.manifest.Finding.Source.OPENAPI;

import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads Swagger 2.0, OpenAPI 3.0 and 3.1 as they are found. It walks the document itself, so that
 * every finding points into the author's own file, and the work is bounded.
 */
public final class OpenApiReader {

  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final int MOST_TOOLS = 1_000;

  /** The most that a tool's arguments may take of a model's context. */
  static final int MOST_TOKENS = 1_000;

  private static final int LONGEST_NAME = 64;

  /** The published limit for descriptions of operations. */
  private static final int LONGEST_DESCRIPTION = 300;

  private static final Pattern TEMPLATE = Pattern.compile("\\{([^{}/]+)}");

  private final JsonNode root;
  private final Findings findings;
  private final References references;
  private final ServerChoice servers;
  private final boolean swagger;
  private final List<ToolDraft> tools = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int operations;

  private OpenApiReader(JsonNode root, Findings findings, ServerChoice servers) {
    this.root = root;
    this.findings = findings;
    this.references = new References(root, findings, OPENAPI);
    this.servers = servers;
    this.swagger = root.has("swagger") && !root.has("openapi");
  }

  /**
   * What a document offers.
   *
   * @param title its own name; may be empty
   * @param description what it says of itself; may be empty
   * @param operations how many operations it has
   * @param tools those of them that can be called
   */
  public record Document(String title, String description, int operations, List<ToolDraft> tools) {

    /** Copies the list. */
    public Document {
      tools = List.copyOf(tools);
    }
  }

  /**
   * Where a document comes from, which decides what is called.
   *
   * @param document where it is, or null
   * @param manifest where its manifest is, or null
   * @param base what is called, whatever the document says; null to go by it
   */
  public record Origin(@Nullable URI document, @Nullable URI manifest, @Nullable URI base) {}

  /** Gets the other files that a document refers to. */
  @FunctionalInterface
  public interface Files {

    /** None at all. */
    Files NONE = address -> Optional.empty();

    /** The file's text; empty if it cannot be had. */
    Optional<String> text(URI address);
  }

  /** Reads a document by itself; references to other files are noted. */
  public static @Nullable Document read(String text, Origin origin, Findings findings) {
    return read(text, origin, Files.NONE, findings);
  }

  /**
   * Reads a document.
   *
   * @param text JSON or YAML
   * @return null if it is no OpenAPI document; the findings say why
   */
  public static @Nullable Document read(
      String text, Origin origin, Files files, Findings findings) {
    JsonNode root;
    try {
      root = Trees.jsonOrYaml(text);
    } catch (Trees.Unreadable unreadable) {
      findings.error(
          OPENAPI,
          "",
          "unparsable-document",
          "The OpenAPI document cannot be read: " + unreadable.message() + ".");
      return null;
    }
    boolean hasPaths = root.path("paths").isObject();
    if (!hasPaths && root.path("webhooks").isObject()) {
      findings.error(
          OPENAPI,
          "/webhooks",
          "webhooks-only",
          "The document has webhooks only, which the plugin calls itself; describe in paths what"
              + " can be called.");
      return null;
    }
    if (!hasPaths) {
      findings.error(
          OPENAPI,
          "",
          "not-openapi",
          "This is not an OpenAPI document: it has no paths object. Give one of version 2.0, 3.0 or"
              + " 3.1.");
      return null;
    }
    if (root instanceof ObjectNode document) {
      Bundle.into(document, origin.document(), files, findings);
    }
    return new OpenApiReader(root, findings, new ServerChoice(origin, findings)).read();
  }

  private Document read() {
    String version = root.path(swagger ? "swagger" : "openapi").asString("");
    if (!version.matches(swagger ? "2(\\.0)?" : "3\\.[01](\\..*)?")) {
      findings.warning(
          OPENAPI,
          swagger ? "/swagger" : "/openapi",
          "openapi-version",
          "Set openapi to \"3.0.3\" or \"3.1.0\"; it is read as if it did.");
    }
    URI server = servers.forDocument(root);
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      if (path.getKey().startsWith("x-")) {
        continue;
      }
      String pointer = References.step("/paths", path.getKey());
      JsonNode item = references.follow(path.getValue(), pointer);
      URI pathServer = servers.forPart(item, pointer, server);
      for (String method : METHODS) {
        JsonNode operation = item.path(method);
        if (operation.isObject()) {
          operations++;
          read(path.getKey(), item, method, operation, pointer, pathServer);
        }
      }
    }
    if (tools.isEmpty()) {
      findings.error(
          OPENAPI, "/paths", "no-operation", "The document has no operation that can be called.");
    }
    JsonNode info = root.path("info");
    return new Document(
        Texts.line(info.path("title").asString(""), 100),
        Texts.line(info.path("description").asString(""), 500),
        operations,
        tools);
  }

  private void read(
      String path,
      JsonNode item,
      String method,
      JsonNode operation,
      String pathPointer,
      @Nullable URI inheritedServer) {
    String pointer = pathPointer + "/" + method;
    String label = method.toUpperCase(Locale.ROOT) + " " + Texts.line(path, 100);
    if (tools.size() >= MOST_TOOLS) {
      findings.error(
          OPENAPI, pointer, "too-many-operations", "Offer at most " + MOST_TOOLS + " operations.");
      return;
    }
    URI server = servers.forPart(operation, pointer, inheritedServer);
    if (server == null) {
      findings.error(
          OPENAPI,
          pointer,
          "no-server",
          label
              + " cannot be called: name a server with an absolute https address, or register with"
              + " base_url.");
      return;
    }
    String template = path.startsWith("/") ? path : "/" + path;
    Arguments arguments =
        new Arguments(references, new ModelSchemas(references), findings, swagger);
    String body = null;
    for (Arguments.Declared parameter :
        arguments.declared(
            item.path("parameters"), pathPointer, operation.path("parameters"), pointer)) {
      String problem = arguments.add(parameter, placeholders(template));
      body = body == null ? problem : body;
    }
    for (String name : placeholders(template)) {
      if (arguments.addUndeclared(name)) {
        findings.warning(
            OPENAPI,
            pointer,
            "undeclared-path-parameter",
            "Declare the path parameter '" + Texts.line(name, 64) + "' of " + label + ".");
      }
    }
    String problem =
        body != null
            ? body
            : arguments.addBody(operation.path("requestBody"), consumes(operation), pointer);
    if (problem != null) {
      findings.error(
          OPENAPI, pointer, "uncallable-operation", label + " cannot be called: " + problem);
      return;
    }
    ObjectNode whole = arguments.schema();
    ObjectNode schema = SchemaBudget.fit(whole, MOST_TOKENS);
    if (SchemaBudget.cost(whole) > MOST_TOKENS) {
      findings.warning(
          OPENAPI,
          pointer,
          "schema-cut",
          "Describe the arguments of %s more briefly: they take about %d tokens and were cut to %d."
              .formatted(label, SchemaBudget.cost(whole), SchemaBudget.cost(schema)));
    }
    JsonNode flag = operation.path("x-openai-isConsequential");
    boolean declared = flag.isBoolean() || flag.isString();
    boolean flagged = flag.asBoolean(false) || flag.asString("").equalsIgnoreCase("true");
    tools.add(
        new ToolDraft(
            name(operation, method, path, pointer, label),
            description(operation, item, path, method),
            schema,
            declared ? flagged : !method.equals("get"),
            declared && flagged,
            new Operation(
                method.toUpperCase(Locale.ROOT),
                server,
                template,
                arguments.parameters(),
                arguments.body())));
  }

  private List<String> consumes(JsonNode operation) {
    JsonNode types = operation.has("consumes") ? operation.path("consumes") : root.path("consumes");
    List<String> found = new ArrayList<>();
    types.forEach(type -> found.add(type.asString("")));
    return found;
  }

  static List<String> placeholders(String template) {
    List<String> found = new ArrayList<>();
    Matcher matcher = TEMPLATE.matcher(template);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private String name(
      JsonNode operation, String method, String path, String pointer, String label) {
    String given = operation.path("operationId").asString("").strip();
    String name = Texts.name(given, LONGEST_NAME);
    if (name.isEmpty()) {
      name = Texts.name(method + "_" + path.replaceAll("[{}]", ""), LONGEST_NAME);
      findings.warning(
          OPENAPI,
          pointer + "/operationId",
          "missing-operation-id",
          "Give " + label + " an operationId; its tool is named '" + name + "'.");
    } else if (!name.equals(given)) {
      findings.warning(
          OPENAPI,
          pointer + "/operationId",
          "operation-id-characters",
          "Use at most 64 letters, digits, _ and - in the operationId of "
              + label
              + "; its tool is named '"
              + name
              + "'.");
    }
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      String taken = name;
      // By method and path, so that the name does not depend on the operations' order.
      name =
          Texts.name(taken, LONGEST_NAME - 9)
              + "_"
              + Texts.hash(method + " " + path).substring(0, 8);
      names.add(name.toLowerCase(Locale.ROOT));
      findings.warning(
          OPENAPI,
          pointer + "/operationId",
          "duplicate-operation-id",
          "Give "
              + label
              + " an operationId of its own; '"
              + taken
              + "' is taken, its tool is named '"
              + name
              + "'.");
    }
    return name;
  }

  private static String description(JsonNode operation, JsonNode item, String path, String method) {
    String summary = Texts.line(operation.path("summary").asString(""), LONGEST_DESCRIPTION);
    String text = Texts.line(operation.path("description").asString(""), LONGEST_DESCRIPTION);
    if (summary.isEmpty()) {
      summary = Texts.line(item.path("summary").asString(""), LONGEST_DESCRIPTION);
    }
    String both;
    if (summary.isEmpty()
        || text.toLowerCase(Locale.ROOT).startsWith(summary.toLowerCase(Locale.ROOT))) {
      both = text;
    } else if (text.isEmpty()) {
      both = summary;
    } else {
      both = summary + (summary.matches(".*[.!?]") ? " " : ". ") + text;
    }
    return both.isEmpty()
        ? method.toUpperCase(Locale.ROOT) + " " + Texts.line(path, 200)
        : Texts.cut(both, LONGEST_DESCRIPTION);
  }
}
