package dev.hearth.registry.credentials;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a plugin is called with. None of these says its secrets by {@code toString}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Credentials.Bearer.class, name = "bearer"),
  @JsonSubTypes.Type(value = Credentials.Basic.class, name = "basic"),
  @JsonSubTypes.Type(value = Credentials.ApiKey.class, name = "api_key"),
  @JsonSubTypes.Type(value = Credentials.OAuth.class, name = "oauth")
})
sealed interface Credentials {

  /** The name of the kind, as on the wire. */
  String kind();

  /** Whether calls can be made with it now, or somebody must give consent first. */
  default boolean ready() {
    return true;
  }

  /** A token (RFC 6750). */
  record Bearer(String token) implements Credentials {
    @Override
    public String kind() {
      return "bearer";
    }

    @Override
    public String toString() {
      return "Bearer[…]";
    }
  }

  /** A name and a password (RFC 7617). */
  record Basic(String username, String password) implements Credentials {
    @Override
    public String kind() {
      return "basic";
    }

    @Override
    public String toString() {
      return "Basic[…]";
    }
  }

  /**
   * A key in a header or in the query.
   *
   * @param in {@code header} or {@code query}
   * @param name the header's or parameter's name
   */
  record ApiKey(String in, String name, String value) implements Credentials {
    @Override
    public String kind() {
      return "api_key";
    }

    @Override
    public String toString() {
      return "ApiKey[…]";
    }
  }

  /**
   * A client of an authorization server (RFC 6749) and what it got there.
   *
   * @param grant {@code client_credentials} or {@code authorization_code}
   * @param authorizeUrl where people give consent; null for client_credentials
   * @param tokenUrl where tokens come from
   * @param scope what is asked for, or null
   * @param resource for which server the tokens are meant (RFC 8707), as MCP wants it said; or null
   * @param json whether the token endpoint wants JSON, as ChatGPT sent it, instead of a form
   * @param tokens what was granted; null before the first time
   */
  record OAuth(
      String grant,
      String clientId,
      @Nullable String clientSecret,
      @Nullable URI authorizeUrl,
      URI tokenUrl,
      @Nullable String scope,
      @Nullable URI resource,
      boolean json,
      @Nullable Tokens tokens)
      implements Credentials {

    static final String CLIENT_CREDENTIALS = "client_credentials";
    static final String AUTHORIZATION_CODE = "authorization_code";

    @Override
    public String kind() {
      return "oauth";
    }

    @Override
    public boolean ready() {
      return grant.equals(CLIENT_CREDENTIALS) || tokens != null;
    }

    OAuth with(@Nullable Tokens granted) {
      return new OAuth(
          grant, clientId, clientSecret, authorizeUrl, tokenUrl, scope, resource, json, granted);
    }

    @Override
    public String toString() {
      return "OAuth[…]";
    }
  }

  /**
   * Granted tokens.
   *
   * @param refresh gets the next ones, or null
   * @param expires when the access token ends; null if the server did not say
   */
  record Tokens(String access, @Nullable String refresh, @Nullable Instant expires) {
    @Override
    public String toString() {
      return "Tokens[…]";
    }
  }
}
