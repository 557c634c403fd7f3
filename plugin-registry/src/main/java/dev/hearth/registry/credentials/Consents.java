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

  private final Vault vault;
  private final @Nullable URI publicUrl;
  private final SecureRandom random = new SecureRandom();

  Consents(Vault vault, RegistryProperties properties) {
    this.vault = vault;
    this.publicUrl = properties.publicUrl();
  }

  /** Where to send a person, and what comes back with the code. */
  record Begun(String authorizeUrl, String state) {}

  /** The gateway's own address to come back to; empty if it was not configured. */
  Optional<URI> callback() {
    return publicUrl == null
        ? Optional.empty()
        : Optional.of(URI.create(publicUrl.toString().replaceFirst("/+$", "") + CALLBACK));
  }

  /** A link for a person; empty if these credentials need none, or it could not come back. */
  Optional<String> invitation(Plugin plugin, Holder holder, String subject, OAuth client) {
    return client.authorizeUrl() == null
        ? Optional.empty()
        : callback().map(back -> begin(plugin, holder, subject, client, back).authorizeUrl());
  }

  /**
   * Begins.
   *
   * @throws ServiceException 409 {@code no_consent_needed} if these credentials need none
   */
  Begun begin(Plugin plugin, Holder holder, String subject, OAuth client, URI redirect) {
    URI authorizeUrl = client.authorizeUrl();
    if (authorizeUrl == null) {
      throw new ServiceException(
          HttpStatus.CONFLICT, "no_consent_needed", "the stored credentials need no consent");
    }
    String verifier = random(48);
    String state = random(24);
    vault.begin(
        plugin.id(), holder, subject, state, new Vault.Attempt(verifier, redirect.toString()));
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
    return new Begun(
        authorizeUrl + (authorizeUrl.getRawQuery() == null ? "?" : "&") + query, state);
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
