package dev.hearth.registry.openapi;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tool's call becomes an HTTP request.
 *
 * @param method the HTTP method, upper case
 * @param server the server's base address, absolute, without a trailing slash
 * @param path the path template below it, starting with a slash, perhaps with a query string
 * @param parameters where the arguments go that are not part of the body
 * @param body what the request's body is made of; null if it has none
 * @param mcpTool the tool's own name where the address is an MCP server's, which is sent it and the
 *     arguments by {@code tools/call}; else null
 */
public record Operation(
    String method,
    URI server,
    String path,
    List<Parameter> parameters,
    @Nullable Body body,
    @Nullable String mcpTool) {

  /** Copies the list. */
  public Operation {
    parameters = List.copyOf(parameters);
  }

  /** An operation of a plain HTTP API. */
  public Operation(
      String method, URI server, String path, List<Parameter> parameters, @Nullable Body body) {
    this(method, server, path, parameters, body, null);
  }

  /** A tool of the MCP server at this address. */
  public static Operation mcp(URI endpoint, String tool) {
    String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
    String query = endpoint.getRawQuery() == null ? "" : "?" + endpoint.getRawQuery();
    URI server = URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority());
    return new Operation("POST", server, path + query, List.of(), null, tool);
  }

  /** Where requests go, as far as it does not depend on arguments. */
  public URI address() {
    return URI.create(server + path);
  }

  /**
   * An argument that becomes part of the path, the query or the headers.
   *
   * @param argument the argument's name in the tool's schema
   * @param name the parameter's own name
   * @param in where it goes
   * @param style how arrays and objects are written (OpenAPI 3.1, 4.8.12.3)
   * @param explode whether each item or property is written by itself
   * @param json whether the value is written as JSON text
   */
  public record Parameter(
      String argument, String name, Location in, Style style, boolean explode, boolean json) {}

  /** Where a parameter goes. */
  public enum Location {
    @JsonProperty("path")
    PATH,
    @JsonProperty("query")
    QUERY,
    @JsonProperty("header")
    HEADER
  }

  /** How arrays and objects are written. */
  public enum Style {
    @JsonProperty("simple")
    SIMPLE,
    @JsonProperty("label")
    LABEL,
    @JsonProperty("matrix")
    MATRIX,
    @JsonProperty("form")
    FORM,
    @JsonProperty("spaceDelimited")
    SPACE_DELIMITED,
    @JsonProperty("pipeDelimited")
    PIPE_DELIMITED,
    @JsonProperty("tabDelimited")
    TAB_DELIMITED,
    @JsonProperty("deepObject")
    DEEP_OBJECT
  }

  /**
   * A request's body.
   *
   * @param encoding how it is written
   * @param mediaType the content type that is sent
   * @param argument the argument that is the whole body; null if it is made of {@code fields}
   * @param fields the arguments that become the body's fields
   */
  public record Body(
      Encoding encoding, String mediaType, @Nullable String argument, List<Field> fields) {

    /** Copies the list. */
    public Body {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field of a body.
   *
   * @param argument the argument's name in the tool's schema
   * @param name the field's own name
   */
  public record Field(String argument, String name) {}

  /** How a body is written. */
  public enum Encoding {
    @JsonProperty("json")
    JSON,
    @JsonProperty("form")
    FORM,
    @JsonProperty("multipart")
    MULTIPART,
    @JsonProperty("text")
    TEXT
  }
}
