package dev.hearth.registry.invocation;

import dev.hearth.registry.egress.EgressRequest;
import dev.hearth.registry.egress.EgressRequest.Header;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Trees;
import dev.hearth.registry.openapi.Operation;
import dev.hearth.registry.openapi.Operation.Parameter;
import dev.hearth.registry.openapi.Operation.Style;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a tool's call as the HTTP request that its document describes (OpenAPI 3.1, 4.8.12). */
final class RequestWriter {

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private RequestWriter() {}

  /** A call that no request can be made of; the message is for whoever made the arguments. */
  static final class Unwritable extends Exception {

    private static final long serialVersionUID = 1;

    Unwritable(String message) {
      super(message);
    }

    String message() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Writes the request.
   *
   * @param arguments fit the tool's schema
   * @param files sent in the place of the arguments of these names, where the body is multipart
   * @param maxBytes how much of the answer is to be read
   */
  static EgressRequest write(
      Operation operation, JsonNode arguments, Map<String, UploadedFile> files, int maxBytes)
      throws Unwritable {
    if (!files.isEmpty()
        && (operation.body() == null
            || operation.body().encoding() != Operation.Encoding.MULTIPART)) {
      throw new Unwritable("This tool takes no files; send its arguments as JSON.");
    }
    String path = operation.path();
    List<String> query = new ArrayList<>();
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Accept", "application/json, text/*;q=0.9, */*;q=0.5"));
    for (Parameter parameter : operation.parameters()) {
      JsonNode value = arguments.get(parameter.argument());
      if (value == null || value.isNull()) {
        continue;
      }
      switch (parameter.in()) {
        case PATH -> path = path.replace("{" + parameter.name() + "}", segment(parameter, value));
        case QUERY -> query.addAll(query(parameter, value));
        case HEADER -> headers.add(header(parameter, value));
      }
    }
    Content body = null;
    if (operation.body() != null) {
      Written written = body(operation.body(), arguments, files);
      if (written != null) {
        body = written.content();
        headers.add(new Header("Content-Type", written.contentType()));
      }
    }
    boolean repeatable = operation.method().equals("GET") || operation.method().equals("HEAD");
    return new EgressRequest(
        operation.method(),
        address(operation.server(), path, query),
        headers,
        body,
        maxBytes,
        repeatable ? 3 : 0);
  }

  private static URI address(URI server, String path, List<String> query) throws Unwritable {
    String fixed = path.replaceFirst("#.*$", "");
    int mark = fixed.indexOf('?');
    List<String> all = new ArrayList<>();
    if (mark >= 0) {
      all.add(fixed.substring(mark + 1));
      fixed = fixed.substring(0, mark);
    }
    all.addAll(query);
    String address =
        server
            + fixed.replace(" ", "%20")
            + (all.isEmpty() ? "" : "?" + String.join("&", all).replace(" ", "%20"));
    try {
      return new URI(address);
    } catch (URISyntaxException invalid) {
      throw new Unwritable("the plugin's own address is not valid; its publisher must correct it");
    }
  }

  private static String segment(Parameter parameter, JsonNode value) throws Unwritable {
    String text =
        parameter.json()
            ? encoded(value.toString())
            : switch (parameter.style()) {
              case LABEL ->
                  "." + delimited(value, parameter.explode() ? "." : ",", parameter.explode());
              case MATRIX -> matrix(parameter, value);
              case SIMPLE, FORM, SPACE_DELIMITED, PIPE_DELIMITED, TAB_DELIMITED, DEEP_OBJECT ->
                  delimited(value, ",", parameter.explode());
            };
    // A dot segment would climb out of the path, and an empty one would be another operation.
    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
      throw new Unwritable(
          "The argument '" + parameter.argument() + "' must not be empty or dots.");
    }
    return text;
  }

  private static String matrix(Parameter parameter, JsonNode value) {
    String name = encoded(parameter.name());
    if (parameter.explode() && value.isArray()) {
      return values(value).stream()
          .map(item -> ";" + name + "=" + encoded(item))
          .collect(Collectors.joining());
    }
    if (parameter.explode() && value.isObject()) {
      return value.properties().stream()
          .map(field -> ";" + encoded(field.getKey()) + "=" + encoded(text(field.getValue())))
          .collect(Collectors.joining());
    }
    return ";" + name + "=" + delimited(value, ",", false);
  }

  /** Items or properties joined by a delimiter, each encoded. */
  private static String delimited(JsonNode value, String delimiter, boolean explode) {
    if (value.isArray()) {
      return values(value).stream()
          .map(RequestWriter::encoded)
          .collect(Collectors.joining(delimiter));
    }
    if (value.isObject()) {
      return value.properties().stream()
          .map(
              field ->
                  encoded(field.getKey())
                      + (explode ? "=" : delimiter)
                      + encoded(text(field.getValue())))
          .collect(Collectors.joining(delimiter));
    }
    return encoded(text(value));
  }

  private static List<String> query(Parameter parameter, JsonNode value) {
    String name = encoded(parameter.name());
    if (parameter.json()) {
      return List.of(name + "=" + encoded(value.toString()));
    }
    if (value.isArray()) {
      List<String> items = values(value);
      if (items.isEmpty()) {
        return List.of();
      }
      if (parameter.explode()) {
        return items.stream().map(item -> name + "=" + encoded(item)).toList();
      }
      return List.of(
          name
              + "="
              + items.stream()
                  .map(RequestWriter::encoded)
                  .collect(Collectors.joining(delimiter(parameter.style()))));
    }
    if (value.isObject()) {
      return object(parameter, name, value);
    }
    return List.of(name + "=" + encoded(text(value)));
  }

  private static List<String> object(Parameter parameter, String name, JsonNode value) {
    if (parameter.style() == Style.DEEP_OBJECT) {
      List<String> pairs = new ArrayList<>();
      deep(name, value, pairs);
      return pairs;
    }
    if (parameter.explode()) {
      return value.properties().stream()
          .map(field -> encoded(field.getKey()) + "=" + encoded(text(field.getValue())))
          .toList();
    }
    return List.of(name + "=" + delimited(value, delimiter(parameter.style()), false));
  }

  /** The specification leaves nesting open; brackets within brackets are what servers read. */
  private static void deep(String prefix, JsonNode value, List<String> pairs) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              field ->
                  deep(prefix + "%5B" + encoded(field.getKey()) + "%5D", field.getValue(), pairs));
    } else if (value.isArray()) {
      value.forEach(item -> deep(prefix, item, pairs));
    } else {
      pairs.add(prefix + "=" + encoded(text(value)));
    }
  }

  private static String delimiter(Style style) {
    return switch (style) {
      case SPACE_DELIMITED -> "%20";
      case PIPE_DELIMITED -> "%7C";
      case TAB_DELIMITED -> "%09";
      case SIMPLE, LABEL, MATRIX, FORM, DEEP_OBJECT -> ",";
    };
  }

  private static Header header(Parameter parameter, JsonNode value) throws Unwritable {
    String text;
    if (parameter.json()) {
      text = value.toString();
    } else if (value.isArray()) {
      text = String.join(",", values(value));
    } else if (value.isObject()) {
      text =
          value.properties().stream()
              .map(
                  field ->
                      field.getKey() + (parameter.explode() ? "=" : ",") + text(field.getValue()))
              .collect(Collectors.joining(","));
    } else {
      text = text(value);
    }
    if (!text.chars().allMatch(c -> (c >= 0x20 && c < 0x7f) || c == '\t')) {
      throw new Unwritable(
          "The argument '" + parameter.argument() + "' must be plain ASCII text on one line.");
    }
    return new Header(parameter.name(), text);
  }

  private record Written(String contentType, Content content) {}

  private static @Nullable Written body(
      Operation.Body body, JsonNode arguments, Map<String, UploadedFile> files) {
    Map<String, UploadedFile> attached = new HashMap<>();
    JsonNode whole;
    if (body.argument() != null) {
      whole = arguments.get(body.argument());
      if (whole == null) {
        return null;
      }
    } else {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (Operation.Field field : body.fields()) {
        JsonNode value = arguments.get(field.argument());
        if (value != null) {
          object.set(field.name(), value);
        }
        UploadedFile file = files.get(field.argument());
        if (file != null) {
          attached.put(field.name(), file);
        }
      }
      whole = object;
    }
    return switch (body.encoding()) {
      case JSON -> new Written(body.mediaType(), Content.of(Trees.JSON.writeValueAsBytes(whole)));
      case FORM -> new Written(body.mediaType(), Content.of(form(whole)));
      case MULTIPART -> multipart(whole, attached);
      case TEXT -> new Written(body.mediaType() + "; charset=utf-8", Content.of(text(whole)));
    };
  }

  private static String form(JsonNode whole) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : whole.properties()) {
      String name = encoded(field.getKey());
      JsonNode value = field.getValue();
      if (value.isArray()) {
        values(value).forEach(item -> pairs.add(name + "=" + encoded(item)));
      } else {
        pairs.add(name + "=" + encoded(text(value)));
      }
    }
    return String.join("&", pairs);
  }

  private static Written multipart(JsonNode whole, Map<String, UploadedFile> files) {
    String boundary = "hearth-" + UUID.randomUUID();
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (Map.Entry<String, JsonNode> field : whole.properties()) {
      UploadedFile file = files.get(field.getKey());
      if (file != null) {
        String head =
            "\"; filename=\"" + quotable(file.name()) + "\"\r\nContent-Type: " + file.mediaType();
        part(parts, boundary, field.getKey(), head, file.content().bytes());
        continue;
      }
      List<String> items =
          field.getValue().isArray() ? values(field.getValue()) : List.of(text(field.getValue()));
      String head = field.getValue().isObject() ? "\"\r\nContent-Type: application/json" : "\"";
      items.forEach(item -> part(parts, boundary, field.getKey(), head, utf8(item)));
    }
    parts.writeBytes(utf8("--" + boundary + "--\r\n"));
    return new Written(
        "multipart/form-data; boundary=" + boundary, Content.of(parts.toByteArray()));
  }

  private static void part(
      ByteArrayOutputStream parts, String boundary, String name, String head, byte[] content) {
    parts.writeBytes(
        utf8(
            "--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\""
                + quotable(name)
                + head
                + "\r\n\r\n"));
    parts.writeBytes(content);
    parts.writeBytes(utf8("\r\n"));
  }

  private static String quotable(String text) {
    return text.replaceAll("[\"\\\\\\p{Cc}]", "_");
  }

  private static List<String> values(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(item -> values.add(text(item)));
    return values;
  }

  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.isNull() ? "" : value.asString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Percent-encodes everything but RFC 3986's unreserved characters. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : utf8(text)) {
      char c = (char) (b & 0xff);
      if (UNRESERVED.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}
