package dev.hearth.gateway.identity;

import dev.hearth.contracts.Scope;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is stored: without its text.
 *
 * @param id by which it is administered and audited
 * @param team the team that it belongs to
 * @param name what people call it
 * @param prefix the beginning of its text, or {@code configured}
 * @param scopes what it may do
 * @param origin {@code issued}, {@code configured} or {@code generated}
 * @param createdAt when it was made
 * @param expiresAt from when on it is no longer good, or null
 * @param revokedAt when it was revoked, or null
 * @param lastUsedAt when it was last used, some seconds late; null if it never was
 * @param terms what it may name, and how much it may ask for
 * @param version counts its changes, from 1
 */
public record ApiKey(
    UUID id,
    String team,
    String name,
    String prefix,
    Set<Scope> scopes,
    String origin,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    KeyTerms terms,
    long version) {

  /** Copies the scopes. */
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /** Whether it can be used at this time: neither revoked nor expired. */
  public boolean goodAt(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /**
   * A key just made, with its text, which is not to be had again.
   *
   * @param key what is stored
   * @param text what its holder sends
   */
  public record Issued(ApiKey key, String text) {

    /** Leaves the text out. */
    @Override
    public String toString() {
      return "Issued[" + key.id() + "]";
    }
  }
}
