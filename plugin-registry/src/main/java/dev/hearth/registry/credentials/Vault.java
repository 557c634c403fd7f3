package dev.hearth.registry.credentials;

import dev.hearth.registry.catalog.History;
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
  private final History history;
  private final Clock clock;

  Vault(JdbcClient jdbc, Sealing sealing, History history, Clock clock) {
    this.jdbc = jdbc;
    this.sealing = sealing;
    this.history = history;
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

  /**
   * Whose credentials.
   *
   * @param subject the API key whose calls alone use them; empty for the team's, which all use who
   *     have none of their own
   */
  record Holder(String team, String subject) {

    static Holder team(String team) {
      return new Holder(team, "");
    }

    boolean isTeam() {
      return subject.isEmpty();
    }
  }

  private static String place(UUID plugin, Holder holder) {
    return "credential\n"
        + plugin
        + "\n"
        + holder.team()
        + (holder.isTeam() ? "" : "\n" + holder.subject());
  }

  private static String table(Holder holder) {
    return holder.isTeam() ? "registry.credential" : "registry.own_credential";
  }

  private static String where(Holder holder) {
    String team = "where plugin_id = :plugin and team = :team";
    return holder.isTeam() ? team : team + " and subject = :holder";
  }

  private static String rowOf(Holder holder) {
    return table(holder) + " " + where(holder);
  }

  private static String of(Holder holder) {
    return holder.isTeam() ? "" : "-for-own-calls";
  }

  /** What a plugin is called with; sealed anew if its key was replaced. */
  @Transactional
  Optional<Found> find(UUID plugin, Holder holder) {
    record Row(Sealing.Sealed sealed, OffsetDateTime changed, String by) {}
    Optional<Row> row =
        jdbc.sql("select key_id, content, changed_at, changed_by from " + rowOf(holder))
            .param("plugin", plugin)
            .param("team", holder.team())
            .param("holder", holder.subject())
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
    String text = sealing.open(row.get().sealed(), place(plugin, holder));
    if (sealing.isOld(row.get().sealed())) {
      Sealing.Sealed anew = sealing.seal(text, place(plugin, holder));
      jdbc.sql(
              "update "
                  + table(holder)
                  + " set key_id = :key, content = :content "
                  + where(holder)
                  + " and key_id = :old")
          .param("key", anew.keyId())
          .param("content", anew.bytes())
          .param("plugin", plugin)
          .param("team", holder.team())
          .param("holder", holder.subject())
          .param("old", row.get().sealed().keyId())
          .update();
    }
    return Optional.of(
        new Found(Trees.JSON.readValue(text, Entry.class), row.get().changed(), row.get().by()));
  }

  /** Stores what somebody set. */
  @Transactional
  void set(Plugin plugin, Holder holder, String subject, Entry entry) {
    write(plugin.id(), holder, subject, entry);
    history.note(
        plugin, holder.team(), subject, "credentials-set" + of(holder), entry.credentials().kind());
  }

  /** Stores what a refresh brought; nothing if the credentials were removed meanwhile. */
  @Transactional
  void renew(UUID plugin, Holder holder, Entry entry) {
    Sealing.Sealed sealed =
        sealing.seal(Trees.JSON.writeValueAsString(entry), place(plugin, holder));
    jdbc.sql("update " + table(holder) + " set key_id = :key, content = :content " + where(holder))
        .param("key", sealed.keyId())
        .param("content", sealed.bytes())
        .param("plugin", plugin)
        .param("team", holder.team())
        .param("holder", holder.subject())
        .update();
  }

  private void write(UUID plugin, Holder holder, String subject, Entry entry) {
    Sealing.Sealed sealed =
        sealing.seal(Trees.JSON.writeValueAsString(entry), place(plugin, holder));
    jdbc.sql(
            holder.isTeam()
                ? """
                insert into registry.credential (plugin_id, team, key_id, content, changed_at,
                  changed_by)
                values (:plugin, :team, :key, :content, :now, :subject)
                on conflict (plugin_id, team) do update set key_id = excluded.key_id,
                  content = excluded.content, changed_at = excluded.changed_at,
                  changed_by = excluded.changed_by
                """
                : """
                insert into registry.own_credential (plugin_id, team, subject, key_id, content,
                  changed_at, changed_by)
                values (:plugin, :team, :holder, :key, :content, :now, :subject)
                on conflict (plugin_id, team, subject) do update set key_id = excluded.key_id,
                  content = excluded.content, changed_at = excluded.changed_at,
                  changed_by = excluded.changed_by
                """)
        .param("plugin", plugin)
        .param("team", holder.team())
        .param("holder", holder.subject())
        .param("key", sealed.keyId())
        .param("content", sealed.bytes())
        .param("now", now())
        .param("subject", subject)
        .update();
  }

  /** Forgets them; false if there were none. */
  @Transactional
  boolean remove(Plugin plugin, Holder holder, String subject) {
    int removed =
        jdbc.sql("delete from " + rowOf(holder))
            .param("plugin", plugin.id())
            .param("team", holder.team())
            .param("holder", holder.subject())
            .update();
    if (removed > 0) {
      history.note(plugin, holder.team(), subject, "credentials-removed" + of(holder), null);
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

  /** An attempt, whose it is and who began it. */
  record Taken(UUID plugin, Holder holder, String begunBy, Attempt attempt) {}

  /** Keeps an attempt under its state, for ten minutes. */
  @Transactional
  void begin(UUID plugin, Holder holder, String begunBy, String state, Attempt attempt) {
    String hash = Texts.hash(state);
    Sealing.Sealed sealed =
        sealing.seal(Trees.JSON.writeValueAsString(attempt), place(plugin, holder) + "\n" + hash);
    jdbc.sql("delete from registry.authorization_attempt where expires_at < :now")
        .param("now", now())
        .update();
    jdbc.sql(
            """
            insert into registry.authorization_attempt
              (state_hash, plugin_id, team, subject, begun_by, key_id, content, expires_at)
            values (:hash, :plugin, :team, :holder, :by, :key, :content, :expires)
            """)
        .param("hash", hash)
        .param("plugin", plugin)
        .param("team", holder.team())
        .param("holder", holder.subject())
        .param("by", begunBy)
        .param("key", sealed.keyId())
        .param("content", sealed.bytes())
        .param("expires", now().plus(ATTEMPT))
        .update();
  }

  /** Takes an attempt out: a state is good for one time. */
  @Transactional
  Optional<Taken> take(String state) {
    return attempt(
        state,
        """
        delete from registry.authorization_attempt
        where state_hash = :hash and expires_at > :now
        returning plugin_id, team, subject, begun_by, key_id, content
        """);
  }

  /** Looks at an attempt and leaves it where it is. */
  @Transactional(readOnly = true)
  Optional<Taken> look(String state) {
    return attempt(
        state,
        """
        select plugin_id, team, subject, begun_by, key_id, content
        from registry.authorization_attempt where state_hash = :hash and expires_at > :now
        """);
  }

  private Optional<Taken> attempt(String state, String sql) {
    record Row(UUID plugin, Holder holder, String begunBy, Sealing.Sealed sealed) {}
    String hash = Texts.hash(state);
    return jdbc.sql(sql)
        .param("hash", hash)
        .param("now", now())
        .query(
            (row, number) ->
                new Row(
                    row.getObject("plugin_id", UUID.class),
                    new Holder(row.getString("team"), row.getString("subject")),
                    row.getString("begun_by"),
                    new Sealing.Sealed(row.getString("key_id"), row.getBytes("content"))))
        .optional()
        .map(
            row ->
                new Taken(
                    row.plugin(),
                    row.holder(),
                    row.begunBy(),
                    Trees.JSON.readValue(
                        sealing.open(row.sealed(), place(row.plugin(), row.holder()) + "\n" + hash),
                        Attempt.class)));
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
