package dev.hearth.registry.credentials;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.credentials.Credentials.ApiKey;
import dev.hearth.registry.credentials.Credentials.Basic;
import dev.hearth.registry.credentials.Credentials.Bearer;
import dev.hearth.registry.credentials.Credentials.OAuth;
import dev.hearth.registry.credentials.Credentials.Tokens;
import dev.hearth.registry.credentials.Vault.Holder;
import dev.hearth.registry.egress.Clearance;
import dev.hearth.registry.egress.EgressRequest;
import dev.hearth.registry.egress.EgressRequest.Header;
import dev.hearth.registry.manifest.Manifest;
import dev.hearth.registry.manifest.Trees;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Puts credentials into requests to a plugin: the caller's own, or else the team's; getting new
 * tokens when they end. Nothing is sent to an origin that the plugin did not have when the
 * credentials were stored. Thread-safe.
 */
@Component
public class Authorizer {

  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Vault vault;
  private final Consents consents;
  private final TokenEndpoint endpoint;
  private final Clearances clearances;
  private final Clock clock;
  private final Map<String, ReentrantLock> renewing = new ConcurrentHashMap<>();

  Authorizer(
      Vault vault, Consents consents, TokenEndpoint endpoint, Clearances clearances, Clock clock) {
    this.vault = vault;
    this.consents = consents;
    this.endpoint = endpoint;
    this.clearances = clearances;
    this.clock = clock;
  }

  /**
   * A request with credentials.
   *
   * @param request what to send
   * @param secret what must not come back in an answer; null if there are no credentials
   * @param renewable whether a refusal may be mended by a new token
   */
  public record Authorized(EgressRequest request, @Nullable String secret, boolean renewable) {}

  /**
   * The request with the team's credentials for this plugin; unchanged if it has none.
   *
   * @throws ServiceException with a sentence for whoever called, if there are credentials and they
   *     cannot be used
   */
  public Authorized authorize(
      Plugin plugin, Caller caller, EgressRequest request, Duration within) {
    return authorize(plugin, caller, request, within, null);
  }

  /** The request with a new token in the place of one that was refused. */
  public Authorized renewed(
      Plugin plugin, Caller caller, EgressRequest request, Duration within, String refused) {
    return authorize(plugin, caller, request, within, refused);
  }

  /** Credentials that came with a registration and belong to no plugin yet. Immutable. */
  public static final class Given {

    private final Credentials credentials;

    private Given(Credentials credentials) {
      this.credentials = credentials;
    }
  }

  /**
   * Reads credentials as they are set for a plugin.
   *
   * @param mcpUrl the MCP server that they are for
   * @throws ServiceException 400 that names the field at fault
   */
  public Given given(JsonNode setting, URI mcpUrl) {
    if (!setting.isObject()) {
      throw ServiceException.badRequest("credentials", "credentials must be an object");
    }
    try {
      return new Given(
          CredentialsController.credentials(
              Trees.JSON.treeToValue(setting, CredentialsController.Setting.class),
              Manifest.Auth.NONE,
              mcpUrl));
    } catch (JacksonException unreadable) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          "credentials cannot be read",
          "credentials",
          null,
          unreadable);
    }
  }

  /** The request with the team's own credentials, on nobody's behalf. */
  public Authorized authorize(Plugin plugin, String team, EgressRequest request, Duration within) {
    return authorize(plugin, new Caller("", team, Set.of(), ""), request, within);
  }

  /** The request with these credentials. */
  public Authorized authorize(
      Given given, EgressRequest request, Clearance clearance, Duration within) {
    return switch (given.credentials) {
      case Bearer bearer -> bearer(request, bearer.token(), false);
      case Basic basic -> basic(request, basic);
      case ApiKey key -> apiKey(request, key);
      case OAuth client -> {
        if (!client.grant().equals(OAuth.CLIENT_CREDENTIALS)) {
          throw ServiceException.badRequest(
              "credentials",
              "nobody can have given consent before the registration; use the grant"
                  + " client_credentials, or register with a token and set oauth afterwards");
        }
        yield bearer(request, endpoint.byClient(client, clearance, within).access(), true);
      }
    };
  }

  /** Stores them for the plugin, to be sent to its addresses only. */
  public void keep(Given given, Plugin plugin, String team, String subject) {
    vault.set(
        plugin, Holder.team(team), subject, new Vault.Entry(given.credentials, origins(plugin)));
  }

  static List<String> origins(Plugin plugin) {
    return plugin.tools().stream()
        .map(tool -> origin(tool.draft().operation().server()))
        .distinct()
        .toList();
  }

  private Authorized authorize(
      Plugin plugin,
      Caller caller,
      EgressRequest request,
      Duration within,
      @Nullable String refused) {
    Holder holder = new Holder(caller.team(), caller.subject());
    Optional<Vault.Found> found = vault.find(plugin.id(), holder);
    if (found.isEmpty()) {
      holder = Holder.team(caller.team());
      found = vault.find(plugin.id(), holder);
    }
    if (found.isEmpty()) {
      return new Authorized(request, null, false);
    }
    Vault.Entry entry = found.get().entry();
    if (!entry.origins().contains(origin(request.uri()))) {
      throw unusable(
          "The plugin's address changed since its credentials were stored; they must be set"
              + " again.");
    }
    return switch (entry.credentials()) {
      case Bearer bearer -> bearer(request, bearer.token(), false);
      case Basic basic -> basic(request, basic);
      case ApiKey key -> apiKey(request, key);
      case OAuth client -> {
        Tokens tokens = client.tokens();
        if (tokens == null || isOver(tokens) || tokens.access().equals(refused)) {
          tokens = renew(plugin, caller, holder, within, refused);
        }
        yield bearer(request, tokens.access(), true);
      }
    };
  }

  private static Authorized basic(EgressRequest request, Basic basic) {
    String pair = basic.username() + ":" + basic.password();
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return new Authorized(
        with(request, "Authorization", "Basic " + encoded), basic.password(), false);
  }

  private static Authorized apiKey(EgressRequest request, ApiKey key) {
    return new Authorized(
        key.in().equals("query")
            ? request.with(withQuery(request.uri(), key.name(), key.value()), List.of())
            : with(request, key.name(), key.value()),
        key.value(),
        false);
  }

  private static Authorized bearer(EgressRequest request, String token, boolean renewable) {
    return new Authorized(with(request, "Authorization", "Bearer " + token), token, renewable);
  }

  private static EgressRequest with(EgressRequest request, String name, String value) {
    return request.with(request.uri(), List.of(new Header(name, value)));
  }

  private static URI withQuery(URI uri, String name, String value) {
    return URI.create(
        uri
            + (uri.getRawQuery() == null ? "?" : "&")
            + TokenEndpoint.encoded(name)
            + "="
            + TokenEndpoint.encoded(value));
  }

  /** One at a time: a refresh token is often good for one use only. */
  private Tokens renew(
      Plugin plugin, Caller caller, Holder holder, Duration within, @Nullable String refused) {
    String team = holder.team();
    UUID id = plugin.id();
    ReentrantLock lock = renewing.computeIfAbsent(id + "\n" + holder, key -> new ReentrantLock());
    lock.lock();
    try {
      Vault.Entry entry = vault.find(id, holder).orElseThrow(Authorizer::removed).entry();
      if (!(entry.credentials() instanceof OAuth client)) {
        throw removed();
      }
      Tokens tokens = client.tokens();
      if (tokens != null && !isOver(tokens) && !tokens.access().equals(refused)) {
        return tokens;
      }
      Tokens next;
      if (client.grant().equals(OAuth.CLIENT_CREDENTIALS)) {
        next = endpoint.byClient(client, clearances.of(plugin, team), within);
      } else if (tokens != null && tokens.refresh() != null) {
        next = endpoint.refreshed(client, tokens.refresh(), clearances.of(plugin, team), within);
      } else {
        throw unusable(
            "Somebody must give consent to this plugin (again) before it can be called"
                + consents
                    .invitation(plugin, holder, caller.subject(), client)
                    .map(link -> ", in a browser: " + link)
                    .orElse("."));
      }
      vault.renew(id, holder, entry.with(client.with(next)));
      return next;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Tokens tokens) {
    Instant expires = tokens.expires();
    return expires != null && expires.isBefore(clock.instant().plus(MARGIN));
  }

  private static ServiceException removed() {
    return unusable("The plugin's credentials were removed.");
  }

  private static ServiceException unusable(String message) {
    return new ServiceException(HttpStatus.CONFLICT, "credentials_unusable", message);
  }

  static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
  }
}
