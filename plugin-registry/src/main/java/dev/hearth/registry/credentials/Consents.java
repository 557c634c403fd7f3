package dev.hearth.registry.credentials;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.credentials.Credentials.OAuth;
import dev.hearth.registry.credentials.Vault.Holder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Sends people to give their consent: the authorization code flow (RFC 6749, 4.1) with PKCE (RFC
 * 7636, S256). Thread-safe.
 */
@Component
class Consents {

  /** The gateway's address to which a browser comes back. */
  private static final String CALLBACK = "/oauth/callback";

  /** The gateway's page on which a person sees what is asked for. */
  private static final String LINK = "/oauth/consent?ticket=";

  private final Vault vault;
  private final @Nullable String publicUrl;
  private final SecureRandom random = new SecureRandom();

  Consents(Vault vault, RegistryProperties properties) {
    this.vault = vault;
    URI given = properties.publicUrl();
    this.publicUrl = given == null ? null : given.toString().replaceFirst("/+$", "");
  }

  /**
   * Where to send a person.
   *
   * @param state what comes back with the code; null where that is the gateway's business
   */
  record Begun(String address, @Nullable String state) {}

  /** The gateway's own address to come back to; empty if it was not configured. */
  Optional<URI> callback() {
    return publicUrl == null ? Optional.empty() : Optional.of(URI.create(publicUrl + CALLBACK));
  }

  /** Whether an attempt comes back to the gateway, which alone may end it. */
  boolean isOurs(Vault.Attempt attempt) {
    return callback().filter(back -> back.toString().equals(attempt.redirectUri())).isPresent();
  }

  /** A link for a person; empty if these credentials need none, or it could not come back. */
  Optional<String> invitation(Plugin plugin, Holder holder, String subject, OAuth client) {
    return client.authorizeUrl() == null
        ? Optional.empty()
        : callback().map(back -> begin(plugin, holder, subject, client, back).address());
  }

  /**
   * Begins. Where the browser is to come back to the gateway, the address is the gateway's, too: it
   * shows the person who asks for what, and binds the rest to that browser.
   *
   * @throws ServiceException 409 {@code no_consent_needed} if these credentials need none
   */
  Begun begin(Plugin plugin, Holder holder, String subject, OAuth client, URI redirect) {
    if (client.authorizeUrl() == null) {
      throw noneNeeded();
    }
    Vault.Attempt attempt = new Vault.Attempt(random(48), redirect.toString());
    String state = random(24);
    vault.begin(plugin.id(), holder, subject, state, attempt);
    return callback().filter(redirect::equals).isPresent()
        ? new Begun(publicUrl + LINK + state, null)
        : new Begun(authorizeUrl(client, state, attempt), state);
  }

  /**
   * Goes on with an attempt in this browser, whose secret the way back will need.
   *
   * @throws ServiceException 409 {@code no_consent_needed} if these credentials need none any more
   */
  String depart(Vault.Taken taken, String browser, OAuth client) {
    String state = random(24);
    vault.begin(
        taken.plugin(), taken.holder(), taken.begunBy(), bound(state, browser), taken.attempt());
    return authorizeUrl(client, state, taken.attempt());
  }

  /** What an attempt is kept under that only one browser can end. */
  static String bound(String state, String browser) {
    return state + "\n" + browser;
  }

  private static String authorizeUrl(OAuth client, String state, Vault.Attempt attempt) {
    URI authorizeUrl = client.authorizeUrl();
    if (authorizeUrl == null) {
      throw noneNeeded();
    }
    return authorizeUrl
        + (authorizeUrl.getRawQuery() == null ? "?" : "&")
        + "response_type=code&client_id="
        + TokenEndpoint.encoded(client.clientId())
        + "&redirect_uri="
        + TokenEndpoint.encoded(attempt.redirectUri())
        + (client.scope() == null ? "" : "&scope=" + TokenEndpoint.encoded(client.scope()))
        + (client.resource() == null
            ? ""
            : "&resource=" + TokenEndpoint.encoded(client.resource().toString()))
        + "&state="
        + state
        + "&code_challenge="
        + challenge(attempt.verifier())
        + "&code_challenge_method=S256";
  }

  private static ServiceException noneNeeded() {
    return new ServiceException(
        HttpStatus.CONFLICT, "no_consent_needed", "the stored credentials need no consent");
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
