package dev.hearth.registry.manifest;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a plugin says of itself, brought into shape.
 *
 * @param name the plugin's name: at most 64 of {@code [A-Za-z0-9_-]}
 * @param title its name for people
 * @param description what it does, for people
 * @param purpose what it does, for models
 * @param auth how it wants to be called
 * @param apiUrl where its OpenAPI document is, as written, perhaps relative; null if not said
 * @param logoUrl where its logo is, as written
 */
public record Manifest(
    String name,
    String title,
    String description,
    String purpose,
    Auth auth,
    @Nullable String apiUrl,
    @Nullable String logoUrl) {

  /**
   * How a plugin wants to be called, and what is needed for it.
   *
   * @param type the kind
   * @param basic whether an http kind is basic, not bearer
   * @param authorizeUrl where people give consent; the manifest calls it client_url
   * @param tokenUrl where tokens come from; the manifest calls it authorization_url
   * @param scope what is asked for
   * @param json whether the token endpoint wants JSON instead of a form
   * @param keyName the header or query parameter of an API key
   * @param keyIn {@code header} or {@code query}
   */
  public record Auth(
      Authentication type,
      boolean basic,
      @Nullable String authorizeUrl,
      @Nullable String tokenUrl,
      @Nullable String scope,
      boolean json,
      @Nullable String keyName,
      @Nullable String keyIn) {

    /** Called without credentials. */
    public static final Auth NONE =
        new Auth(Authentication.NONE, false, null, null, null, false, null, null);
  }

  /** The kinds of authentication. */
  public enum Authentication {
    NONE,
    SERVICE_HTTP,
    USER_HTTP,
    API_KEY,
    OAUTH;

    static @Nullable Authentication of(String text) {
      for (Authentication value : values()) {
        if (value.name().equalsIgnoreCase(text.strip())) {
          return value;
        }
      }
      return null;
    }
  }

  static @Nullable String text(JsonNode parent, String field) {
    JsonNode value = parent.get(field);
    return value == null || !value.isString() || value.asString().isBlank()
        ? null
        : value.asString().strip();
  }
}
