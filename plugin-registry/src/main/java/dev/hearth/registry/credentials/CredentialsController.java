package dev.hearth.registry.credentials;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.credentials.Credentials.ApiKey;
import dev.hearth.registry.credentials.Credentials.Basic;
import dev.hearth.registry.credentials.Credentials.Bearer;
import dev.hearth.registry.credentials.Credentials.OAuth;
import dev.hearth.registry.manifest.Manifest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes a team's credentials for a plugin; they never come back out. */
@RestController
@RequestMapping("/v1/plugins/{name}/credentials")
class CredentialsController {

  private static final int LONGEST = 8_192;

  private final Vault vault;
  private final TokenEndpoint endpoint;
  private final Catalog catalog;
  private final Clearances clearances;
  private final RegistryProperties properties;
  private final SecureRandom random = new SecureRandom();

  CredentialsController(
      Vault vault,
      TokenEndpoint endpoint,
      Catalog catalog,
      Clearances clearances,
      RegistryProperties properties) {
    this.vault = vault;
    this.endpoint = endpoint;
    this.catalog = catalog;
    this.clearances = clearances;
    this.properties = properties;
  }

  /**
   * What somebody sets. Which fields are needed depends on {@code type}: bearer ({@code token}),
   * basic ({@code username}, {@code password}), api_key ({@code value}; {@code name} and {@code in}
   * if the manifest does not say them), oauth ({@code client_id}, {@code grant}, mostly {@code
   * client_secret}; addresses and scope if the manifest does not say them).
   */
  record Setting(
      @Nullable String type,
      @Nullable String token,
      @Nullable String username,
      @Nullable String password,
      @Nullable String name,
      @Nullable String in,
      @Nullable String value,
      @Nullable String grant,
      @JsonProperty("client_id") @Nullable String clientId,
      @JsonProperty("client_secret") @Nullable String clientSecret,
      @JsonProperty("authorize_url") @Nullable String authorizeUrl,
      @JsonProperty("token_url") @Nullable String tokenUrl,
      @Nullable String scope) {

    @Override
    public String toString() {
      return "Setting[…]";
    }
  }

  /**
   * What may be said about stored credentials.
   *
   * @param ready whether calls can be made, or somebody must give consent first
   * @param hosts where they are sent, and nowhere else
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      String type,
      boolean ready,
      List<String> hosts,
      Instant changed,
      @JsonProperty("changed_by") String changedBy,
      @Nullable Instant expires) {

    static View of(Vault.Found found) {
      Credentials credentials = found.entry().credentials();
      return new View(
          credentials.kind(),
          credentials.ready(),
          found.entry().origins(),
          found.changed().toInstant(),
          found.changedBy(),
          credentials instanceof OAuth client && client.tokens() != null
              ? client.tokens().expires()
              : null);
    }
  }

  @GetMapping
  View get(Caller caller, @PathVariable("name") String name) {
    return view(caller, plugin(caller, name));
  }

  @PutMapping
  View set(Caller caller, @PathVariable("name") String name, @RequestBody Setting setting) {
    Plugin plugin = plugin(caller, name);
    vault.set(
        plugin,
        caller.team(),
        caller.subject(),
        new Vault.Entry(
            credentials(
                setting, Objects.requireNonNullElse(plugin.summary().auth(), Manifest.Auth.NONE)),
            Authorizer.origins(plugin)));
    return view(caller, plugin);
  }

  @DeleteMapping
  ResponseEntity<Void> remove(Caller caller, @PathVariable("name") String name) {
    if (!vault.remove(plugin(caller, name), caller.team(), caller.subject())) {
      throw none();
    }
    return ResponseEntity.noContent().build();
  }

  /** Where the consent is to come back to: an address that belongs to whoever asks. */
  record Consent(@JsonProperty("redirect_uri") @Nullable String redirectUri) {}

  /** Where to send a person, and what comes back with the code. */
  record Invitation(@JsonProperty("authorize_url") String authorizeUrl, String state) {}

  /** Begins the authorization code flow (RFC 6749, 4.1) with PKCE (RFC 7636, S256). */
  @PostMapping("/authorization")
  Invitation authorization(
      Caller caller, @PathVariable("name") String name, @RequestBody Consent consent) {
    Plugin plugin = plugin(caller, name);
    OAuth client = client(caller, plugin);
    URI authorizeUrl = client.authorizeUrl();
    if (authorizeUrl == null) {
      throw new ServiceException(
          HttpStatus.CONFLICT, "no_consent_needed", "the stored credentials need no consent");
    }
    URI redirect = address(needed(consent.redirectUri(), "redirect_uri"), "redirect_uri");
    String verifier = random(48);
    String state = random(24);
    vault.begin(
        plugin.id(), caller.team(), state, new Vault.Attempt(verifier, redirect.toString()));
    String query =
        "response_type=code&client_id="
            + TokenEndpoint.encoded(client.clientId())
            + "&redirect_uri="
            + TokenEndpoint.encoded(redirect.toString())
            + (client.scope() == null ? "" : "&scope=" + TokenEndpoint.encoded(client.scope()))
            + "&state="
            + state
            + "&code_challenge="
            + challenge(verifier)
            + "&code_challenge_method=S256";
    return new Invitation(
        authorizeUrl + (authorizeUrl.getRawQuery() == null ? "?" : "&") + query, state);
  }

  /** What came back from the authorization server. */
  record Code(@Nullable String state, @Nullable String code) {
    @Override
    public String toString() {
      return "Code[…]";
    }
  }

  /** Ends the flow: the code becomes tokens. */
  @PostMapping("/code")
  View code(Caller caller, @PathVariable("name") String name, @RequestBody Code code) {
    Plugin plugin = plugin(caller, name);
    OAuth client = client(caller, plugin);
    String given = needed(code.code(), "code");
    Vault.Attempt attempt =
        vault
            .take(plugin.id(), caller.team(), needed(code.state(), "state"))
            .orElseThrow(
                () ->
                    new ServiceException(
                        HttpStatus.BAD_REQUEST,
                        "unknown_state",
                        "this state is not known, was used, or is older than ten minutes",
                        "state"));
    Credentials.Tokens tokens =
        endpoint.redeemed(
            client,
            given,
            attempt,
            clearances.of(plugin, caller.team()),
            properties.fetchTimeout());
    Vault.Entry entry = vault.find(plugin.id(), caller.team()).orElseThrow(() -> none()).entry();
    vault.set(plugin, caller.team(), caller.subject(), entry.with(client.with(tokens)));
    return view(caller, plugin);
  }

  private OAuth client(Caller caller, Plugin plugin) {
    Vault.Entry entry = vault.find(plugin.id(), caller.team()).orElseThrow(() -> none()).entry();
    if (entry.credentials() instanceof OAuth client) {
      return client;
    }
    throw new ServiceException(
        HttpStatus.CONFLICT, "no_consent_needed", "the stored credentials need no consent");
  }

  private View view(Caller caller, Plugin plugin) {
    return vault
        .find(plugin.id(), caller.team())
        .map(View::of)
        .orElseThrow(CredentialsController::none);
  }

  private static ServiceException none() {
    return new ServiceException(
        HttpStatus.NOT_FOUND, "no_credentials", "the team has no credentials for this plugin");
  }

  private Plugin plugin(Caller caller, String name) {
    if (!caller.may(Scope.PLUGINS_WRITE)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN, "insufficient_scope", "this needs the scope 'plugins:write'");
    }
    return catalog
        .find(caller.team(), name)
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.NOT_FOUND,
                    "plugin_not_found",
                    "the team has no plugin '" + name + "'",
                    "name"));
  }

  static Credentials credentials(Setting setting, Manifest.Auth said) {
    return switch (needed(setting.type(), "type")) {
      case "bearer" -> new Bearer(headerSafe(setting.token(), "token"));
      case "basic" ->
          new Basic(needed(setting.username(), "username"), needed(setting.password(), "password"));
      case "api_key" -> apiKey(setting, said);
      case "oauth" -> oauth(setting, said);
      default ->
          throw ServiceException.badRequest("type", "type is bearer, basic, api_key or oauth");
    };
  }

  private static ApiKey apiKey(Setting setting, Manifest.Auth said) {
    String in =
        setting.in() != null ? setting.in() : Objects.requireNonNullElse(said.keyIn(), "header");
    if (!in.equals("header") && !in.equals("query")) {
      throw ServiceException.badRequest("in", "in is header or query");
    }
    String name =
        setting.name() != null
            ? setting.name()
            : Objects.requireNonNullElse(said.keyName(), "X-API-Key");
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
        || name.matches("(?i)host|content-.*|transfer-encoding|connection|cookie")) {
      throw ServiceException.badRequest("name", "this name cannot carry a key");
    }
    return new ApiKey(in, name, headerSafe(setting.value(), "value"));
  }

  private static OAuth oauth(Setting setting, Manifest.Auth said) {
    String grant = setting.grant() == null ? OAuth.AUTHORIZATION_CODE : setting.grant();
    boolean byClient = grant.equals(OAuth.CLIENT_CREDENTIALS);
    if (!byClient && !grant.equals(OAuth.AUTHORIZATION_CODE)) {
      throw ServiceException.badRequest(
          "grant", "grant is client_credentials or authorization_code");
    }
    // A manifest's client_url is where consent is given, its authorization_url the token endpoint.
    String authorize =
        setting.authorizeUrl() != null ? setting.authorizeUrl() : said.authorizeUrl();
    String token = setting.tokenUrl() != null ? setting.tokenUrl() : said.tokenUrl();
    return new OAuth(
        grant,
        needed(setting.clientId(), "client_id"),
        setting.clientSecret(),
        byClient ? null : address(needed(authorize, "authorize_url"), "authorize_url"),
        address(needed(token, "token_url"), "token_url"),
        setting.scope() != null ? setting.scope() : said.scope(),
        said.json(),
        null);
  }

  private static String needed(@Nullable String value, String param) {
    if (value == null || value.isBlank() || value.length() > LONGEST) {
      throw ServiceException.badRequest(
          param, param + " is needed, with at most " + LONGEST + " characters");
    }
    return value;
  }

  private static String headerSafe(@Nullable String value, String param) {
    String given = needed(value, param).strip();
    if (!given.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw ServiceException.badRequest(param, param + " must be printable ASCII on one line");
    }
    return given;
  }

  private static URI address(String text, String param) {
    try {
      URI uri = new URI(text.strip());
      if (uri.getHost() != null
          && uri.getRawFragment() == null
          && String.valueOf(uri.getScheme()).matches("(?i)https?")) {
        return uri;
      }
    } catch (URISyntaxException invalid) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          param + " is not an address",
          param,
          null,
          invalid);
    }
    throw ServiceException.badRequest(param, param + " must be an http(s) address");
  }

  private String random(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
