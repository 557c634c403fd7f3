package dev.hearth.registry.approval;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Approval.Decision;
import dev.hearth.contracts.plugins.Approval.Extent;
import dev.hearth.contracts.plugins.Approval.State;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.History;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps approvals. Each is bound to team, conversation, plugin, tool and the hash of the arguments,
 * and good for one call: using it up and finding it approved are one statement. Whoever approves
 * may let the approval stand for calls to come ({@link Standing}). Thread-safe.
 */
@Repository
public class Approvals {

  private static final String COLUMNS =
      "select id, plugin, tool, arguments, state, expires_at from registry.approval ";
  private static final String OF_CALL =
      """
      team = :team and conversation = :conversation and plugin = :plugin and tool = :tool
      and arguments_hash = :hash
      """;

  private final JdbcClient jdbc;
  private final Catalog catalog;
  private final History history;
  private final Standing standing;
  private final Clock clock;
  private final Duration lifetime;
  private final SecureRandom random = new SecureRandom();

  Approvals(
      JdbcClient jdbc,
      Catalog catalog,
      History history,
      Standing standing,
      Clock clock,
      RegistryProperties properties) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.history = history;
    this.standing = standing;
    this.clock = clock;
    this.lifetime = properties.approvalLifetime();
  }

  /**
   * Asks whether a call may be made now. If it was approved, that approval is used up and comes
   * back as {@link State#USED}: make the call. Refused comes back as refused; otherwise the call
   * waits, and its pending approval comes back.
   */
  @Transactional
  public Approval claim(Caller caller, Plugin plugin, Tool tool, Invocation call) {
    String team = caller.team();
    String hash = Texts.hash(canonical(call.arguments()).toString());
    // Two equal calls at once must not leave two pending approvals behind.
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
        .param(
            "key", String.join("\n", team, call.conversation(), call.plugin(), call.tool(), hash))
        .query((row, number) -> 0)
        .single();
    OffsetDateTime now = now();
    Optional<Approval> open =
        bound(
                jdbc.sql(
                    COLUMNS
                        + "where "
                        + OF_CALL
                        + "and expires_at > :now and state <> 'used' order by created_at desc limit"
                        + " 1"),
                team,
                call,
                hash)
            .param("now", now)
            .query((row, number) -> approval(row))
            .optional();
    boolean refused = open.isPresent() && open.get().state() == State.REFUSED;
    boolean approved = open.isPresent() && open.get().state() == State.APPROVED;
    if (!refused && !approved && !tool.draft().alwaysAsk()) {
      Optional<String> covered = standing.covering(caller, plugin, tool, thread(call));
      if (covered.isPresent()) {
        history.note(plugin, team, caller.subject(), "called-by-standing-approval", covered.get());
        return new Approval(
            covered.get(),
            call.plugin(),
            call.tool(),
            call.arguments(),
            State.USED,
            now.toInstant());
      }
    }
    if (open.isEmpty()) {
      return create(caller, plugin, tool, call, hash, now);
    }
    Approval approval = open.get();
    if (approval.state() != State.APPROVED) {
      return approval;
    }
    jdbc.sql(
            """
            update registry.approval set state = 'used', used_at = :now
            where id = :id and state = 'approved'
            """)
        .param("now", now)
        .param("id", approval.id())
        .update();
    return in(State.USED, approval);
  }

  /** The conversation that a call belongs to: what the gateway puts before the first dot. */
  private static String thread(Invocation call) {
    return call.conversation().replaceFirst("\\..*", "");
  }

  private Approval create(
      Caller caller, Plugin plugin, Tool tool, Invocation call, String hash, OffsetDateTime now) {
    String team = caller.team();
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    Approval approval =
        new Approval(
            "appr_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
            call.plugin(),
            call.tool(),
            call.arguments(),
            State.PENDING,
            now.plus(lifetime).toInstant());
    bound(
            jdbc.sql(
                """
                insert into registry.approval (id, team, conversation, plugin, tool, arguments,
                  arguments_hash, state, created_at, expires_at, subject, plugin_id, plugin_version,
                  always_ask)
                values (:id, :team, :conversation, :plugin, :tool, cast(:arguments as json),
                  :hash, 'pending', :now, :expires, :subject, :pluginId, :version, :alwaysAsk)
                """),
            team,
            call,
            hash)
        .param("id", approval.id())
        .param("subject", caller.subject())
        .param("pluginId", plugin.id())
        .param("version", plugin.version())
        .param("alwaysAsk", tool.draft().alwaysAsk())
        .param("arguments", Trees.JSON.writeValueAsString(call.arguments()))
        .param("now", now)
        .param("expires", now.plus(lifetime))
        .update();
    return approval;
  }

  private static JdbcClient.StatementSpec bound(
      JdbcClient.StatementSpec statement, String team, Invocation call, String hash) {
    return statement
        .param("team", team)
        .param("conversation", call.conversation())
        .param("plugin", call.plugin())
        .param("tool", call.tool())
        .param("hash", hash);
  }

  /** The approvals of a conversation that have not expired, the oldest first. */
  @Transactional(readOnly = true)
  public List<Approval> of(String team, String conversation) {
    return jdbc.sql(
            COLUMNS
                + """
                where team = :team and conversation = :conversation and expires_at > :now
                order by created_at, id
                """)
        .param("team", team)
        .param("conversation", conversation)
        .param("now", now())
        .query((row, number) -> approval(row))
        .list();
  }

  /**
   * Decides. The same decision twice is no failure.
   *
   * @throws ServiceException 404 {@code approval_not_found} if the team has no such approval or it
   *     expired, 409 {@code approval_decided} if it was decided otherwise, or what {@link Standing}
   *     says to more than this call
   */
  @Transactional
  public Approval decide(String team, String subject, String id, Decision decision) {
    boolean approve = decision.approve();
    Extent extent = Objects.requireNonNullElse(decision.extent(), Extent.ONCE);
    if (!approve && extent != Extent.ONCE) {
      throw ServiceException.badRequest("for", "only an approval can be for more than once");
    }
    State wanted = approve ? State.APPROVED : State.REFUSED;
    Approval approval =
        jdbc.sql(COLUMNS + "where id = :id and team = :team and expires_at > :now for update")
            .param("id", id)
            .param("team", team)
            .param("now", now())
            .query((row, number) -> approval(row))
            .optional()
            .orElseThrow(
                () ->
                    new ServiceException(
                        HttpStatus.NOT_FOUND,
                        "approval_not_found",
                        "there is no such approval, or it expired",
                        "id"));
    boolean decided = approval.state() == wanted || (approve && approval.state() == State.USED);
    if ((decided || approval.state() == State.PENDING) && extent != Extent.ONCE) {
      standing.give(team, subject, id, extent);
    }
    if (decided) {
      return approval;
    }
    if (approval.state() != State.PENDING) {
      throw new ServiceException(
          HttpStatus.CONFLICT, "approval_decided", "this approval was already decided", "id");
    }
    jdbc.sql(
            """
            update registry.approval set state = :state, decided_at = :now, decided_by = :subject
            where id = :id
            """)
        .param("state", name(wanted))
        .param("now", now())
        .param("subject", subject)
        .param("id", id)
        .update();
    catalog
        .find(team, approval.plugin())
        .ifPresent(
            plugin ->
                history.note(
                    plugin, team, subject, "call-" + name(wanted), approval.tool() + " " + id));
    return in(wanted, approval);
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }

  private static Approval in(State state, Approval approval) {
    return new Approval(
        approval.id(),
        approval.plugin(),
        approval.tool(),
        approval.arguments(),
        state,
        approval.expires());
  }

  private static Approval approval(ResultSet row) throws SQLException {
    return new Approval(
        row.getString("id"),
        row.getString("plugin"),
        row.getString("tool"),
        Trees.JSON.readTree(row.getString("arguments")),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getObject("expires_at", OffsetDateTime.class).toInstant());
  }

  private static String name(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** The same arguments in another order, or with another way to write a number, are the same. */
  static JsonNode canonical(JsonNode node) {
    if (node.isObject()) {
      ObjectNode sorted = JsonNodeFactory.instance.objectNode();
      TreeMap<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
      fields.forEach((name, value) -> sorted.set(name, canonical(value)));
      return sorted;
    }
    if (node.isArray()) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> items.add(canonical(item)));
      return items;
    }
    if (node.isNumber()) {
      return JsonNodeFactory.instance.numberNode(node.decimalValue().stripTrailingZeros());
    }
    return node;
  }
}
