package dev.hearth.registry.registration;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.credentials.Authorizer;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Trees;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Reads what somebody wants to register: files, a manifest or document as the body, or the address
 * of a manifest or of an MCP server. Thread-safe.
 */
@Component
class SubmissionReader {

  private final Authorizer authorizer;
  private final int longest;

  SubmissionReader(Authorizer authorizer, RegistryProperties properties) {
    this.authorizer = authorizer;
    this.longest = Math.toIntExact(properties.maxDocumentSize().toBytes());
  }

  /**
   * What a request submits.
   *
   * @throws ServiceException 400 that names the field at fault, 413 {@code too_large}
   */
  Submission read(HttpServletRequest request) throws IOException {
    String baseUrl = request.getParameter("base_url");
    String type = request.getContentType();
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      return multipart(request, baseUrl);
    }
    Content body = read(request.getInputStream(), "body");
    if (body.size() == 0) {
      throw ServiceException.badRequest(
          "manifest",
          "send a manifest, an OpenAPI document, {\"manifest_url\": …} or {\"mcp_url\": …}");
    }
    JsonNode json;
    try {
      json = Trees.jsonOrYaml(body.text());
    } catch (Trees.Unreadable unreadable) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_json",
          "the body cannot be read: " + unreadable.message(),
          "body");
    }
    String base = json.path("base_url").isString() ? json.path("base_url").asString() : baseUrl;
    if (json.path("manifest_url").isString()) {
      return new Submission(
          null,
          address(json.path("manifest_url").asString(), "manifest_url"),
          null,
          null,
          base(base));
    }
    if (json.path("mcp_url").isString()) {
      URI server = address(json.path("mcp_url").asString(), "mcp_url");
      return Submission.of(
          McpServer.of(
              json,
              server,
              json.has("credentials") ? authorizer.given(json.path("credentials"), server) : null));
    }
    if (json.has("mcp_url")) {
      throw ServiceException.badRequest("mcp_url", "mcp_url must be a text");
    }
    if (json.has("manifest_url")) {
      throw ServiceException.badRequest("manifest_url", "manifest_url must be a text");
    }
    if (json.has("openapi") || json.has("swagger") || json.has("paths")) {
      return new Submission(null, null, body, null, base(baseUrl));
    }
    return new Submission(body, null, null, null, base(baseUrl));
  }

  private static URI address(String text, String param) {
    try {
      URI uri = new URI(text.strip());
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (URISyntaxException invalid) {
      throw new ServiceException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "egress_refused",
          param + " is not a valid address",
          param,
          null,
          invalid);
    }
    throw ServiceException.badRequest(param, param + " must be an absolute address");
  }

  private static @Nullable URI base(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      URI uri = new URI(text.strip().replaceFirst("/+$", ""));
      boolean plain =
          uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (plain && String.valueOf(uri.getScheme()).matches("(?i)https?")) {
        return uri;
      }
    } catch (URISyntaxException invalid) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          "base_url is not a valid address",
          "base_url",
          null,
          invalid);
    }
    throw ServiceException.badRequest(
        "base_url", "base_url must be an https address without user, query and fragment");
  }

  private Submission multipart(HttpServletRequest request, @Nullable String baseUrl)
      throws IOException {
    Content manifest = part(request, "manifest");
    Content document = part(request, "openapi");
    Content logo = part(request, "logo");
    Content url = part(request, "manifest_url");
    Content base = part(request, "base_url");
    if (manifest == null && document == null && url == null) {
      throw ServiceException.badRequest(
          "manifest", "send the part 'manifest', and the part 'openapi' if it cannot be fetched");
    }
    return new Submission(
        manifest,
        url == null ? null : address(url.text(), "manifest_url"),
        document,
        logo,
        base(base == null ? baseUrl : base.text()));
  }

  private @Nullable Content part(HttpServletRequest request, String name) throws IOException {
    try {
      Part part = request.getPart(name);
      return part == null ? null : read(part.getInputStream(), name);
    } catch (ServletException notMultipart) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_multipart",
          "the multipart body cannot be read",
          name,
          null,
          notMultipart);
    } catch (IllegalStateException tooLarge) {
      throw tooLarge(name, tooLarge);
    }
  }

  private Content read(InputStream stream, String name) throws IOException {
    try (stream) {
      byte[] bytes = stream.readNBytes(longest + 1);
      if (bytes.length > longest) {
        throw tooLarge(name, null);
      }
      return Content.of(bytes);
    }
  }

  private ServiceException tooLarge(String name, @Nullable Exception cause) {
    return new ServiceException(
        HttpStatus.CONTENT_TOO_LARGE,
        "too_large",
        name + " is larger than " + longest + " bytes",
        name,
        null,
        cause);
  }
}
