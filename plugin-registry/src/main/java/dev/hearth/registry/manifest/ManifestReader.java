package dev.hearth.registry.manifest;

import static dev.hearth.registry.manifest.Finding.Source.MANIFEST;

import dev.hearth.registry.manifest.Manifest.Authentication;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads ai-plugin.json as ChatGPT took it: what is missing or too long is noted and mended, not
 * refused. The limits are those of OpenAI's plugin documentation of 2023.
 */
public final class ManifestReader {

  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_NAME_FOR_MODEL = 50;
  private static final int LONGEST_TITLE = 20;
  private static final int LONGEST_DESCRIPTION = 100;
  private static final int LONGEST_PURPOSE = 8_000;

  private ManifestReader() {}

  /**
   * Reads a manifest.
   *
   * @param text the file
   * @param from where it was fetched, or null
   * @return empty if it is no JSON object; the findings say why
   */
  public static Optional<Manifest> read(String text, @Nullable URI from, Findings findings) {
    JsonNode root;
    try {
      root = Trees.json(text);
    } catch (Trees.Unreadable unreadable) {
      findings.error(
          MANIFEST, "", "unparsable-manifest", "The manifest is " + unreadable.message() + ".");
      return Optional.empty();
    }
    if (!root.isObject()) {
      findings.error(MANIFEST, "", "unparsable-manifest", "The manifest must be a JSON object.");
      return Optional.empty();
    }
    return Optional.of(read(root, from, findings));
  }

  private static Manifest read(JsonNode root, @Nullable URI from, Findings findings) {
    String version = Manifest.text(root, "schema_version");
    if (version == null || !version.toLowerCase(Locale.ROOT).startsWith("v1")) {
      findings.warning(
          MANIFEST, "/schema_version", "schema-version", "Set schema_version to \"v1\".");
    }
    String title = Manifest.text(root, "name_for_human");
    String name = name(root, title, from, findings);
    if (title == null) {
      findings.warning(
          MANIFEST, "/name_for_human", "missing-name", "Give the plugin a name_for_human.");
      title = name;
    } else if (title.length() > LONGEST_TITLE) {
      tooLong("name_for_human", title.length(), LONGEST_TITLE, findings);
    }
    String description = Manifest.text(root, "description_for_human");
    if (description == null) {
      findings.warning(
          MANIFEST,
          "/description_for_human",
          "missing-description",
          "Say in description_for_human what the plugin does.");
    } else if (description.length() > LONGEST_DESCRIPTION) {
      tooLong("description_for_human", description.length(), LONGEST_DESCRIPTION, findings);
    }
    String purpose = Manifest.text(root, "description_for_model");
    if (purpose == null) {
      findings.warning(
          MANIFEST,
          "/description_for_model",
          "missing-description",
          "Say in description_for_model when a model should use the plugin.");
      purpose = description == null ? title : description;
    } else if (purpose.length() > LONGEST_PURPOSE) {
      tooLong("description_for_model", purpose.length(), LONGEST_PURPOSE, findings);
    }
    return new Manifest(
        name,
        Texts.line(title, 100),
        Texts.line(description == null ? purpose : description, 500),
        Texts.line(purpose, LONGEST_PURPOSE),
        auth(root, findings),
        apiUrl(root, findings),
        Manifest.text(root, "logo_url"));
  }

  private static String name(
      JsonNode root, @Nullable String title, @Nullable URI from, Findings findings) {
    String given = Manifest.text(root, "name_for_model");
    String wanted = given == null ? title : given;
    if (wanted == null && from != null) {
      wanted = from.getHost();
    }
    String name = Texts.name(wanted == null ? "" : wanted, LONGEST_NAME);
    if (name.isEmpty()) {
      name = "plugin_" + Texts.hash(root.toString()).substring(0, 8);
    }
    if (given == null) {
      findings.warning(
          MANIFEST,
          "/name_for_model",
          "missing-name",
          "Give the plugin a name_for_model; it is registered as '" + name + "'.");
    } else if (!given.equals(name)) {
      findings.warning(
          MANIFEST,
          "/name_for_model",
          "name-characters",
          "Use only letters, digits, _ and - in name_for_model, at most 64; it is registered as '"
              + name
              + "'.");
    } else if (name.length() > LONGEST_NAME_FOR_MODEL) {
      tooLong("name_for_model", name.length(), LONGEST_NAME_FOR_MODEL, findings);
    }
    return name;
  }

  private static Manifest.Auth auth(JsonNode root, Findings findings) {
    JsonNode auth = root.path("auth");
    Authentication type = authentication(auth, findings);
    String how = Objects.requireNonNullElse(Manifest.text(auth, "authorization_type"), "");
    String content =
        Objects.requireNonNullElse(Manifest.text(auth, "authorization_content_type"), "");
    String name = null;
    for (String field : List.of("api_key_name", "header_name", "key_name", "name")) {
      name = name == null ? Manifest.text(auth, field) : name;
    }
    return new Manifest.Auth(
        type,
        how.equalsIgnoreCase("basic"),
        Manifest.text(auth, "client_url"),
        Manifest.text(auth, "authorization_url"),
        Manifest.text(auth, "scope"),
        content.toLowerCase(Locale.ROOT).contains("json"),
        name,
        how.equalsIgnoreCase("query") ? "query" : null);
  }

  private static Authentication authentication(JsonNode auth, Findings findings) {
    String type = auth.isString() ? auth.asString() : Manifest.text(auth, "type");
    if (type == null) {
      findings.warning(
          MANIFEST,
          "/auth/type",
          "missing-auth",
          "Say in auth.type how the plugin is called: none, service_http, user_http or oauth.");
      return Authentication.NONE;
    }
    Authentication known = Authentication.of(type);
    if (known == null) {
      findings.warning(
          MANIFEST,
          "/auth/type",
          "unknown-auth",
          "Use one of none, service_http, user_http, api_key and oauth as auth.type; '"
              + Texts.line(type, 40)
              + "' is treated as none.");
      return Authentication.NONE;
    }
    if (known != Authentication.NONE) {
      findings.warning(
          MANIFEST,
          "/auth/type",
          "credentials-needed",
          "The plugin is called without credentials until some are stored; expect it to refuse.");
    }
    return known;
  }

  private static @Nullable String apiUrl(JsonNode root, Findings findings) {
    JsonNode api = root.path("api");
    String type = Manifest.text(api, "type");
    if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("openapi")) {
      findings.warning(
          MANIFEST,
          "/api/type",
          "api-type",
          "Set api.type to \"openapi\"; '" + Texts.line(type, 40) + "' is read as OpenAPI.");
    }
    String url = api.isString() ? api.asString() : Manifest.text(api, "url");
    if (url == null) {
      return null;
    }
    String plain = Objects.requireNonNull(url).strip().replace(" ", "%20");
    if (!plain.matches("(?i)https?://.*")) {
      findings.warning(
          MANIFEST,
          "/api/url",
          "relative-api-url",
          "Make api.url absolute; it is read relative to the manifest's address.");
    }
    return plain;
  }

  private static void tooLong(String field, int length, int longest, Findings findings) {
    findings.warning(
        MANIFEST,
        "/" + field,
        "too-long",
        "Shorten %s to %d characters; it has %d.".formatted(field, longest, length));
  }
}
