package dev.hearth.registry.credentials;

import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The stored credentials and open requests for consent, sealed. Thread-safe. */
@Repository
class Vault {

  private static final Duration ATTEMPT = Duration.ofMinutes(10);

  private final JdbcClient jdbc;
  private final Sealing sealing;
  private final Catalog catalog;
  private final Clock clock;

  Vault(JdbcClient jdbc, Sealing sealing, Catalog catalog, Clock clock) {
    this.jdbc = jdbc;
    this.sealing = sealing;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * Stored credentials.
   *
   * @param origins where they may be sent, such as {@code https://api.example.org:443}
   */
  record Entry(Credentials credentials, List<String> origins) {
    Entry {
      origins = List.copyOf(origins);
    }

    Entry with(Credentials other) {
      return new Entry(other, origins);
    }
  }

  /** An entry and its history. */
  record Found(Entry entry, OffsetDateTime changed, String changedBy) {}

  private static String place(UUID plugin, String team) {
    return "credential\n" + plugin + "\n" + team;
  }

  /** What a team calls a plugin with; sealed anew if its key was replaced. */
  @Transactional
  Optional<Found> find(UUID plugin, String team) {
    record Row(Sealing.Sealed sealed, OffsetDateTime changed, String by) {}
    Optional<Row> row =
        jdbc.sql(
                """
                select key_id, content, changed_at, changed_by from registry.credential
                where plugin_id = :plugin and team = :team
                """)
            .param("plugin", plugin)
            .param("team", team)
            .query(
                (result, number) ->
                    new Row(
                        new Sealing.Sealed(result.getString("key_id"), result.getBytes("content")),
                        result.getObject("changed_at", OffsetDateTime.class),
                        result.getString("changed_by")))
            .optional();
    if (row.isEmpty()) {
      return Optional.empty();
    }
    String text = sealing.open(row.get().sealed(), place(plugin, team));
    if (sealing.isOld(row.get().sealed())) {
      Sealing.Sealed anew = sealing.seal(text, place(plugin, team));
      jdbc.sql(
              """
              update registry.credential set key_id = :key, content = :content
              where plugin_id = :plugin and team = :team and key_id = :old
              """)
          .param("key", anew.keyId())
          .param("content", anew.bytes())
          .param("plugin", plugin)
          .param("team", team)
          .param("old", row.get().sealed().keyId())
          .update();
    }
    return Optional.of(
        new Found(Trees.JSON.readValue(text, Entry.class), row.get().changed(), row.get().by()));
  }

  /** Stores what somebody set. */
  @Transactional
  void set(Plugin plugin, String team, String subject, Entry entry) {
    write(plugin.id(), team, subject, entry);
    catalog.note(plugin, team, subject, "credentials-set", entry.credentials().kind());
  }

  /** Stores what a refresh brought; nothing if the credentials were removed meanwhile. */
  @Transactional
  void renew(UUID plugin, String team, Entry entry) {
    Sealing.Sealed sealed = sealing.seal(Trees.JSON.writeValueAsString(entry), place(plugin, team));
    jdbc.sql(
            """
            update registry.credential set key_id = :key, content = :content
            where plugin_id = :plugin and team = :team
            """)
        .param("key", sealed.keyId())
        .param("content", sealed.bytes())
        .param("plugin", plugin)
        .param("team", team)
        .update();
  }

  private void write(UUID plugin, String team, String subject, Entry entry) {
    Sealing.Sealed sealed = sealing.seal(Trees.JSON.writeValueAsString(entry), place(plugin, team));
    jdbc.sql(
            """
            insert into registry.credential (plugin_id, team, key_id, content, changed_at, changed_by)
            values (:plugin, :team, :key, :content, :now, :subject)
            on conflict (plugin_id, team) do update set key_id = excluded.key_id,
              content = excluded.content, changed_at = excluded.changed_at,
              changed_by = excluded.changed_by
            """)
        .param("plugin", plugin)
        .param("team", team)
        .param("key", sealed.keyId())
        .param("content", sealed.bytes())
        .param("now", now())
        .param("subject", subject)
        .update();
  }

  /** Forgets them; false if there were none. */
  @Transactional
  boolean remove(Plugin plugin, String team, String subject) {
    int removed =
        jdbc.sql("delete from registry.credential where plugin_id = :plugin and team = :team")
            .param("plugin", plugin.id())
            .param("team", team)
            .update();
    if (removed > 0) {
      catalog.note(plugin, team, subject, "credentials-removed", null);
    }
    return removed > 0;
  }

  /** What is needed to redeem a code: the verifier (RFC 7636) and where the code was sent. */
  record Attempt(String verifier, String redirectUri) {
    @Override
    public String toString() {
      return "Attempt[…]";
    }
  }

  /** Keeps an attempt under its state, for ten minutes. */
  @Transactional
  void begin(UUID plugin, String team, String state, Attempt attempt) {
    String hash = Texts.hash(state);
    Sealing.Sealed sealed =
        sealing.seal(Trees.JSON.writeValueAsString(attempt), place(plugin, team) + "\n" + hash);
    jdbc.sql("delete from registry.authorization_attempt where expires_at < :now")
        .param("now", now())
        .update();
    jdbc.sql(
            """
            insert into registry.authorization_attempt
              (state_hash, plugin_id, team, key_id, content, expires_at)
            values (:hash, :plugin, :team, :key, :content, :expires)
            """)
        .param("hash", hash)
        .param("plugin", plugin)
        .param("team", team)
        .param("key", sealed.keyId())
        .param("content", sealed.bytes())
        .param("expires", now().plus(ATTEMPT))
        .update();
  }

  /** Takes an attempt out: a state is good for one time, for its own team and plugin. */
  @Transactional
  Optional<Attempt> take(UUID plugin, String team, String state) {
    String hash = Texts.hash(state);
    return jdbc.sql(
            """
            delete from registry.authorization_attempt
            where state_hash = :hash and plugin_id = :plugin and team = :team and expires_at > :now
            returning key_id, content
            """)
        .param("hash", hash)
        .param("plugin", plugin)
        .param("team", team)
        .param("now", now())
        .query(
            (row, number) -> new Sealing.Sealed(row.getString("key_id"), row.getBytes("content")))
        .optional()
        .map(
            ciphertext ->
                Trees.JSON.readValue(
                    sealing.open(ciphertext, place(plugin, team) + "\n" + hash), Attempt.class));
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
