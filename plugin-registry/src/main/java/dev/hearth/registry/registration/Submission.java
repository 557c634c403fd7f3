package dev.hearth.registry.registration;

import dev.hearth.registry.manifest.Content;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants registered: a manifest or its address, a document, or both; or an MCP server.
 *
 * @param manifest the manifest's bytes, or null
 * @param manifestUrl where the manifest is to be fetched, or null
 * @param document the OpenAPI document's bytes, or null if the manifest says where it is
 * @param logo the logo, or null
 * @param baseUrl what the tools are called at, whatever the document says; null to go by it
 * @param mcp the MCP server, which stands alone; null for all else
 */
record Submission(
    @Nullable Content manifest,
    @Nullable URI manifestUrl,
    @Nullable Content document,
    @Nullable Content logo,
    @Nullable URI baseUrl,
    @Nullable McpServer mcp) {

  Submission(
      @Nullable Content manifest,
      @Nullable URI manifestUrl,
      @Nullable Content document,
      @Nullable Content logo,
      @Nullable URI baseUrl) {
    this(manifest, manifestUrl, document, logo, baseUrl, null);
  }

  /** An MCP server. */
  static Submission of(McpServer mcp) {
    return new Submission(null, null, null, null, null, mcp);
  }

  /** SHA-256 of all of it, in hexadecimal. */
  String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Content part :
          List.of(
              manifest == null ? Content.EMPTY : manifest,
              document == null ? Content.EMPTY : document,
              Content.of(Objects.toString(manifestUrl, "")),
              logo == null ? Content.EMPTY : logo,
              Content.of(
                  Objects.toString(baseUrl, "") + (mcp == null ? "" : mcp.content().text())))) {
        // With the length before each part no two submissions run into the same bytes.
        digest.update((part.size() + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(part.bytes());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** A manifest to be fetched. */
  static Submission at(URI manifestUrl) {
    return new Submission(null, manifestUrl, null, null, null);
  }
}
