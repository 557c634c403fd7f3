package dev.hearth.registry.openapi;

import static dev.hearth.registry.manifest.Finding.Source.OPENAPI;

import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.openapi.Operation.Body;
import dev.hearth.registry.openapi.Operation.Encoding;
import dev.hearth.registry.openapi.Operation.Field;
import dev.hearth.registry.openapi.Operation.Location;
import dev.hearth.registry.openapi.Operation.Parameter;
import dev.hearth.registry.openapi.Operation.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Gathers the parameters and the body of one operation into one object schema. */
final class Arguments {

  /** Headers that the client itself sets, or that OpenAPI says to ignore. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "accept",
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "forwarded",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto",
          "x-real-ip");

  private final References references;
  private final ModelSchemas schemas;
  private final Findings findings;
  private final boolean swagger;
  private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
  private final Set<String> required = new TreeSet<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Field> formFields = new ArrayList<>();
  private boolean formHasFile;
  private @Nullable Declared swaggerBody;
  private @Nullable Body body;

  Arguments(References references, ModelSchemas schemas, Findings findings, boolean swagger) {
    this.references = references;
    this.schemas = schemas;
    this.findings = findings;
    this.swagger = swagger;
  }

  /** A parameter object and where it stands. */
  record Declared(JsonNode parameter, String pointer) {}

  /** The parameters of an operation, its own before those of its path. */
  List<Declared> declared(JsonNode ofPath, String pathPointer, JsonNode own, String pointer) {
    Map<String, Declared> found = new LinkedHashMap<>();
    collect(ofPath, pathPointer + "/parameters", found);
    collect(own, pointer + "/parameters", found);
    return List.copyOf(found.values());
  }

  private void collect(JsonNode list, String pointer, Map<String, Declared> found) {
    JsonNode parameters = references.follow(list, pointer);
    for (int i = 0; parameters.isArray() && i < parameters.size(); i++) {
      String at = pointer + "/" + i;
      JsonNode parameter = references.follow(parameters.path(i), at);
      if (!parameter.isObject()) {
        continue;
      }
      String name = parameter.path("name").asString("");
      String in = parameter.path("in").asString("").toLowerCase(Locale.ROOT);
      if (name.isEmpty() && !in.equals("body")) {
        findings.warning(
            OPENAPI,
            at + "/name",
            "nameless-parameter",
            "Give the parameter a name; it is ignored.");
        continue;
      }
      found.put(in + " " + name, new Declared(parameter, at));
    }
  }

  /** Adds a parameter; returns why the operation cannot be called with it, or null. */
  @Nullable String add(Declared declared, List<String> placeholders) {
    JsonNode parameter = declared.parameter();
    String name = parameter.path("name").asString("").strip();
    boolean needed = parameter.path("required").asBoolean(false);
    switch (parameter.path("in").asString("").toLowerCase(Locale.ROOT)) {
      case "path" -> {
        if (placeholders.contains(name)) {
          add(declared, name, Location.PATH, true);
        } else {
          findings.warning(
              OPENAPI,
              declared.pointer(),
              "unused-path-parameter",
              "The path has no {" + Texts.line(name, 64) + "}; correct the parameter or the path.");
        }
      }
      case "query" -> add(declared, name, Location.QUERY, needed);
      case "header" -> {
        if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))
            || !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
          findings.warning(
              OPENAPI,
              declared.pointer(),
              "reserved-header",
              "The header '"
                  + Texts.line(name, 64)
                  + "' is not an argument: describe authentication in the manifest instead.");
        } else {
          add(declared, name, Location.HEADER, needed);
        }
      }
      case "body" -> swaggerBody = declared;
      case "formdata" -> {
        formHasFile |= parameter.path("type").asString("").equals("file");
        String argument = property(name, "body", declared, needed);
        formFields.add(new Field(argument, name));
      }
      case "cookie" -> {
        findings.warning(
            OPENAPI,
            declared.pointer(),
            "cookie-parameter",
            "Cookies are not sent; make '"
                + Texts.line(name, 64)
                + "' a header or query parameter.");
        return needed ? "its cookie parameter '" + Texts.line(name, 64) + "' is required." : null;
      }
      default -> {
        findings.warning(
            OPENAPI,
            declared.pointer() + "/in",
            "parameter-location",
            "Say in which of path, query and header '" + Texts.line(name, 64) + "' is sent.");
        if (placeholders.contains(name)) {
          add(declared, name, Location.PATH, true);
        } else {
          add(declared, name, Location.QUERY, needed);
        }
      }
    }
    return null;
  }

  private void add(Declared declared, String name, Location in, boolean needed) {
    JsonNode parameter = declared.parameter();
    String argument = property(name, in.name().toLowerCase(Locale.ROOT), declared, needed);
    boolean json = parameter.path("content").isObject();
    Style style = style(parameter, in);
    JsonNode explode = parameter.path("explode");
    boolean exploded =
        explode.isBoolean()
            ? explode.asBoolean()
            : !swagger && (style == Style.FORM || style == Style.DEEP_OBJECT);
    if (swagger && parameter.path("collectionFormat").asString("").equals("multi")) {
      exploded = true;
    }
    parameters.add(new Parameter(argument, name, in, style, exploded, json));
  }

  private Style style(JsonNode parameter, Location in) {
    String name =
        swagger
            ? parameter.path("collectionFormat").asString("")
            : parameter.path("style").asString("");
    return switch (name) {
      case "label" -> in == Location.PATH ? Style.LABEL : byDefault(in);
      case "matrix" -> in == Location.PATH ? Style.MATRIX : byDefault(in);
      case "spaceDelimited", "ssv" -> Style.SPACE_DELIMITED;
      case "pipeDelimited", "pipes" -> Style.PIPE_DELIMITED;
      case "tsv" -> Style.TAB_DELIMITED;
      case "deepObject" -> in == Location.QUERY ? Style.DEEP_OBJECT : byDefault(in);
      default -> byDefault(in);
    };
  }

  private static Style byDefault(Location in) {
    return in == Location.QUERY ? Style.FORM : Style.SIMPLE;
  }

  private String property(String name, String in, Declared declared, boolean needed) {
    JsonNode parameter = declared.parameter();
    JsonNode schema = parameter.path("schema");
    String pointer = declared.pointer() + "/schema";
    if (parameter.path("content").isObject() && !parameter.path("content").isEmpty()) {
      schema = parameter.path("content").properties().iterator().next().getValue().path("schema");
      pointer = declared.pointer() + "/content";
    } else if (!schema.isObject()) {
      // Swagger 2.0, and many who write 3.0 by its habits, put the type at the parameter itself.
      schema =
          parameter.isObject()
              ? ((ObjectNode) parameter).deepCopy().without("required")
              : MissingNode.getInstance();
      pointer = declared.pointer();
    }
    ObjectNode compact = schemas.compact(schema, pointer);
    String description =
        Texts.line(parameter.path("description").asString(""), ModelSchemas.LONGEST_DESCRIPTION);
    if (!description.isEmpty()) {
      compact.put("description", description);
    }
    return property(name, in, compact, needed);
  }

  private String property(String name, String in, ObjectNode schema, boolean needed) {
    String argument = name;
    // The same name may be in the path and in the body.
    for (int n = 1; properties.has(argument); n++) {
      argument = name + "_" + in + (n == 1 ? "" : String.valueOf(n));
    }
    properties.set(argument, schema);
    if (needed) {
      required.add(argument);
    }
    return argument;
  }

  /** Adds a path parameter that is in the template only; false if it was declared. */
  boolean addUndeclared(String name) {
    boolean declared =
        parameters.stream()
            .anyMatch(
                parameter -> parameter.in() == Location.PATH && parameter.name().equals(name));
    if (declared) {
      return false;
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "string");
    String argument = property(name, "path", schema, true);
    parameters.add(new Parameter(argument, name, Location.PATH, Style.SIMPLE, false, false));
    return true;
  }

  /** Adds the body, if there is one; returns why the operation cannot be called, or null. */
  @Nullable String addBody(JsonNode requestBody, List<String> consumes, String pointer) {
    if (swagger) {
      return addSwaggerBody(consumes);
    }
    JsonNode declared = references.follow(requestBody, pointer + "/requestBody");
    if (!declared.isObject()) {
      return null;
    }
    JsonNode content = declared.path("content");
    boolean needed = declared.path("required").asBoolean(false);
    if (!content.isObject() || content.isEmpty()) {
      return needed ? "its body has no content; name a media type such as application/json." : null;
    }
    String type = preferred(content.properties().stream().map(Map.Entry::getKey).toList());
    if (type == null) {
      String offered = content.properties().iterator().next().getKey();
      return needed
          ? "a body of type '"
              + Texts.line(offered, 60)
              + "' cannot be written; offer application/json."
          : null;
    }
    String at = References.step(pointer + "/requestBody/content", type) + "/schema";
    addBody(content.path(type).path("schema"), at, type, needed);
    return null;
  }

  private @Nullable String addSwaggerBody(List<String> consumes) {
    if (swaggerBody != null) {
      String type = preferred(consumes.isEmpty() ? List.of("application/json") : consumes);
      if (type == null) {
        return "a body of type '"
            + Texts.line(consumes.getFirst(), 60)
            + "' cannot be written;"
            + " consume application/json.";
      }
      addBody(
          swaggerBody.parameter().path("schema"),
          swaggerBody.pointer() + "/schema",
          type,
          swaggerBody.parameter().path("required").asBoolean(false));
    } else if (!formFields.isEmpty()) {
      boolean multipart =
          formHasFile || consumes.stream().anyMatch(type -> type.startsWith("multipart/"));
      body =
          multipart
              ? new Body(Encoding.MULTIPART, "multipart/form-data", null, formFields)
              : new Body(Encoding.FORM, "application/x-www-form-urlencoded", null, formFields);
    }
    return null;
  }

  private void addBody(JsonNode schema, String pointer, String type, boolean needed) {
    ObjectNode compact = schemas.compact(schema, pointer);
    Encoding encoding = Objects.requireNonNull(encoding(type), type);
    // A model fills in one flat object best; what is no plain object becomes one argument.
    boolean flat =
        encoding != Encoding.TEXT
            && compact.path("properties").isObject()
            && !compact.path("properties").isEmpty()
            && !compact.path("additionalProperties").isObject()
            && !compact.has("anyOf")
            && (compact.path("type").asString("").equals("object") || !compact.has("type"));
    String mediaType = type.contains("*") ? "application/json" : type;
    if (!flat) {
      String argument = property("body", "content", compact, needed);
      body = new Body(encoding, mediaType, argument, List.of());
      return;
    }
    List<String> neededFields = new ArrayList<>();
    compact.path("required").forEach(field -> neededFields.add(field.asString("")));
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : compact.path("properties").properties()) {
      String name = property.getKey();
      // Most who leave out "required" of the body still need its required fields.
      boolean must = neededFields.contains(name);
      fields.add(new Field(property(name, "body", (ObjectNode) property.getValue(), must), name));
    }
    body = new Body(encoding, mediaType, null, fields);
  }

  private static @Nullable String preferred(List<String> types) {
    for (Encoding encoding :
        List.of(Encoding.JSON, Encoding.FORM, Encoding.MULTIPART, Encoding.TEXT)) {
      for (String type : types) {
        if (encoding(type) == encoding) {
          return type;
        }
      }
    }
    return null;
  }

  private static @Nullable Encoding encoding(String type) {
    String plain = type.toLowerCase(Locale.ROOT).replaceFirst(";.*$", "").strip();
    if (plain.endsWith("/json")
        || plain.endsWith("+json")
        || plain.equals("*/*")
        || plain.equals("application/*")) {
      return Encoding.JSON;
    }
    if (plain.equals("application/x-www-form-urlencoded")) {
      return Encoding.FORM;
    }
    if (plain.startsWith("multipart/")) {
      return Encoding.MULTIPART;
    }
    return plain.startsWith("text/") || plain.endsWith("/xml") || plain.endsWith("+xml")
        ? Encoding.TEXT
        : null;
  }

  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.set("properties", properties);
    if (!required.isEmpty()) {
      ArrayNode list = schema.putArray("required");
      properties.propertyNames().stream().filter(required::contains).forEach(list::add);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  @Nullable Body body() {
    return body;
  }
}
