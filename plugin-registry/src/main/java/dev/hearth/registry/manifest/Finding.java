package dev.hearth.registry.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Something about a manifest or document that its author should know.
 *
 * @param severity whether it stands in the way
 * @param source which file it is about
 * @param pointer where in the file (RFC 6901); empty for the whole of it
 * @param rule the rule's name, stable, such as {@code missing-operation-id}
 * @param message what to change, one sentence
 */
public record Finding(
    Severity severity, Source source, String pointer, String rule, String message) {

  /** Whether a finding stands in the way. */
  public enum Severity {
    /** What it is about cannot be used. */
    @JsonProperty("error")
    ERROR,
    /** Accepted as it is, but better changed. */
    @JsonProperty("warning")
    WARNING
  }

  /** Which file a finding is about. */
  public enum Source {
    @JsonProperty("manifest")
    MANIFEST,
    @JsonProperty("openapi")
    OPENAPI,
    /** What an MCP server says of itself and its tools. */
    @JsonProperty("mcp")
    MCP
  }
}
