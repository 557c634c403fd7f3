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
import dev.hearth.registry.credentials.Vault.Holder;
import dev.hearth.registry.manifest.Manifest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
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

/**
 * Takes credentials for a plugin: a team's, or under {@code /mine} those of the calling API key,
 * which its calls alone use. They never come back out.
 */
@RestController
@RequestMapping({"/v1/plugins/{name}/credentials", "/v1/plugins/{name}/credentials/{own:mine}"})
class CredentialsController {

  private static final int LONGEST = 8_192;

  private final Vault vault;
  private final Consents consents;
  private final TokenEndpoint endpoint;
  private final Catalog catalog;
  private final Clearances clearances;
  private final RegistryProperties properties;

  CredentialsController(
      Vault vault,
      Consents consents,
      TokenEndpoint endpoint,
      Catalog catalog,
      Clearances clearances,
      RegistryProperties properties) {
    this.vault = vault;
    this.consents = consents;
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
  View get(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable(name = "own", required = false) @Nullable String own) {
    return view(holder(caller, own), plugin(caller, name, own));
  }

  @PutMapping
  View set(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable(name = "own", required = false) @Nullable String own,
      @RequestBody Setting setting) {
    Plugin plugin = plugin(caller, name, own);
    Holder holder = holder(caller, own);
    Credentials credentials =
        credentials(
            setting,
            Objects.requireNonNullElse(plugin.summary().auth(), Manifest.Auth.NONE),
            plugin.summary().mcpUrl());
    vault.set(
        plugin, holder, caller.subject(), new Vault.Entry(credentials, Authorizer.origins(plugin)));
    return view(holder, plugin);
  }

  @DeleteMapping
  ResponseEntity<Void> remove(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable(name = "own", required = false) @Nullable String own) {
    if (!vault.remove(plugin(caller, name, own), holder(caller, own), caller.subject())) {
      throw none();
    }
    return ResponseEntity.noContent().build();
  }

  /**
   * Where the consent is to come back to: an address that belongs to whoever asks; null for the
   * gateway's own, which ends the flow by itself.
   */
  record Consent(@JsonProperty("redirect_uri") @Nullable String redirectUri) {}

  /**
   * Where to send a person.
   *
   * @param state what comes back with the code; absent where the code comes back to the gateway
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Invitation(@JsonProperty("authorize_url") String authorizeUrl, @Nullable String state) {}

  /** Begins a consent. */
  @PostMapping("/authorization")
  Invitation authorization(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable(name = "own", required = false) @Nullable String own,
      @RequestBody Consent consent) {
    Plugin plugin = plugin(caller, name, own);
    Holder holder = holder(caller, own);
    OAuth client = client(plugin, holder);
    URI redirect =
        consent.redirectUri() == null && consents.callback().isPresent()
            ? consents.callback().get()
            : address(needed(consent.redirectUri(), "redirect_uri"), "redirect_uri");
    Consents.Begun begun = consents.begin(plugin, holder, caller.subject(), client, redirect);
    return new Invitation(begun.address(), begun.state());
  }

  /** What came back from the authorization server. */
  record Code(@Nullable String state, @Nullable String code) {
    @Override
    public String toString() {
      return "Code[…]";
    }
  }

  /**
   * Ends the flow where it came back to the caller's own address: the code becomes tokens. Only for
   * the API key that began it.
   */
  @PostMapping("/code")
  View code(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable(name = "own", required = false) @Nullable String own,
      @RequestBody Code code) {
    Plugin plugin = plugin(caller, name, own);
    Holder holder = holder(caller, own);
    String given = needed(code.code(), "code");
    Vault.Taken taken =
        vault
            .take(needed(code.state(), "state"))
            .filter(
                attempt ->
                    attempt.plugin().equals(plugin.id())
                        && attempt.holder().equals(holder)
                        && attempt.begunBy().equals(caller.subject())
                        && !consents.isOurs(attempt.attempt()))
            .orElseThrow(CredentialsController::unknownState);
    redeem(plugin, taken, given, caller.subject());
    return view(holder, plugin);
  }

  private void redeem(Plugin plugin, Vault.Taken taken, String code, String subject) {
    Holder holder = taken.holder();
    OAuth client = client(plugin, holder);
    Credentials.Tokens tokens =
        endpoint.redeemed(
            client,
            code,
            taken.attempt(),
            clearances.of(plugin, holder.team()),
            properties.fetchTimeout());
    Vault.Entry entry =
        vault.find(plugin.id(), holder).orElseThrow(CredentialsController::none).entry();
    vault.set(plugin, holder, subject, entry.with(client.with(tokens)));
  }

  private static ServiceException unknownState() {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "unknown_state",
        "this state is not known, was used, or is older than ten minutes",
        "state");
  }

  private OAuth client(Plugin plugin, Holder holder) {
    Vault.Entry entry =
        vault.find(plugin.id(), holder).orElseThrow(CredentialsController::none).entry();
    if (entry.credentials() instanceof OAuth client) {
      return client;
    }
    throw new ServiceException(
        HttpStatus.CONFLICT, "no_consent_needed", "the stored credentials need no consent");
  }

  private View view(Holder holder, Plugin plugin) {
    return vault.find(plugin.id(), holder).map(View::of).orElseThrow(CredentialsController::none);
  }

  private static ServiceException none() {
    return new ServiceException(
        HttpStatus.NOT_FOUND, "no_credentials", "there are no credentials for this plugin");
  }

  private static Holder holder(Caller caller, @Nullable String own) {
    return own == null ? Holder.team(caller.team()) : new Holder(caller.team(), caller.subject());
  }

  /** The team's credentials are for those who may write plugins; one's own for who may use them. */
  private Plugin plugin(Caller caller, String name, @Nullable String own) {
    boolean may = caller.may(Scope.PLUGINS_WRITE) || (own != null && caller.may(Scope.CHAT));
    if (!may) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "insufficient_scope",
          "this needs the scope '" + (own == null ? "plugins:write" : "chat") + "'");
    }
    return catalog.need(caller.team(), name);
  }

  /**
   * What somebody set.
   *
   * @param said what the manifest says in the place of what the setting leaves out
   * @param mcpUrl the MCP server that it is for, or null
   */
  static Credentials credentials(Setting setting, Manifest.Auth said, @Nullable URI mcpUrl) {
    return switch (needed(setting.type(), "type")) {
      case "bearer" -> new Bearer(headerSafe(setting.token(), "token"));
      case "basic" ->
          new Basic(needed(setting.username(), "username"), needed(setting.password(), "password"));
      case "api_key" -> apiKey(setting, said);
      case "oauth" -> oauth(setting, said, mcpUrl);
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

  private static OAuth oauth(Setting setting, Manifest.Auth said, @Nullable URI mcpUrl) {
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
        mcpUrl,
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
}
