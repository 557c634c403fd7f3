package dev.hearth.registry.registration;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Changes;
import dev.hearth.registry.catalog.Difference;
import dev.hearth.registry.catalog.History;
import dev.hearth.registry.catalog.NewVersion;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Registrant;
import dev.hearth.registry.catalog.Registrations;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.credentials.Authorizer;
import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.resilience.Protection;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public part of the registry, which the gateway forwards as it is. */
@RestController
@RequestMapping("/v1/plugins")
class PluginController {

  private static final int MOST_NAMED = 200;

  private final SubmissionReader submissions;
  private final Examiner examiner;
  private final Catalog catalog;
  private final Registrations registrations;
  private final Changes changes;
  private final History history;
  private final Clearances clearances;
  private final Protection protection;
  private final Idempotency idempotency;
  private final Authorizer authorizer;
  private final Refresh refresh;

  PluginController(
      SubmissionReader submissions,
      Examiner examiner,
      Catalog catalog,
      Registrations registrations,
      Changes changes,
      History history,
      Clearances clearances,
      Protection protection,
      Idempotency idempotency,
      Authorizer authorizer,
      Refresh refresh) {
    this.submissions = submissions;
    this.examiner = examiner;
    this.catalog = catalog;
    this.registrations = registrations;
    this.changes = changes;
    this.history = history;
    this.clearances = clearances;
    this.protection = protection;
    this.idempotency = idempotency;
    this.authorizer = authorizer;
    this.refresh = refresh;
  }

  /** What a trial says. */
  record Trial(boolean registrable, List<PluginView.ToolView> tools, List<Finding> findings) {}

  /** The plugins of the team. */
  record PluginList(List<PluginView> plugins) {}

  /**
   * A change of a plugin.
   *
   * @param enabled whether the team's models may use it
   * @param owners the API keys that may change it; their owners and administrators may say so
   * @param sharedWith the other teams that see it; administrators may say so
   */
  record Change(
      @Nullable Boolean enabled,
      @Nullable List<String> owners,
      @JsonProperty("shared_with") @Nullable List<String> sharedWith) {}

  @PostMapping
  ResponseEntity<?> register(
      Hop hop,
      Caller caller,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean trial,
      @RequestParam(name = "approve", defaultValue = "false") boolean approve,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request)
      throws IOException {
    require(caller, Scope.PLUGINS_WRITE);
    if (approve) {
      require(caller, Scope.ADMIN);
    }
    Submission submission = submissions.read(request);
    if (trial) {
      return examine(hop, caller, submission);
    }
    return idempotency.run(
        caller.team(),
        key,
        Texts.hash(submission.hash() + "\n" + approve + "\n" + ifMatch),
        () -> register(hop, caller, submission, approve, ifMatch));
  }

  private ResponseEntity<?> examine(Hop hop, Caller caller, Submission submission) {
    Examination examination =
        examiner.examine(hop, caller.team(), submission, clearances.ofTeam(caller.team()));
    return ResponseEntity.ok(
        new Trial(
            examination.registrable(),
            examination.tools().stream()
                .map(draft -> PluginView.ToolView.of(new Tool(new UUID(0, 0), "", draft)))
                .toList(),
            examination.findings()));
  }

  private ResponseEntity<?> register(
      Hop hop, Caller caller, Submission submission, boolean approve, @Nullable String ifMatch) {
    Examination examination =
        examiner.examine(hop, caller.team(), submission, clearances.ofTeam(caller.team()));
    NewVersion version = examination.version();
    if (version == null) {
      throw new NotRegistrable(examination.findings());
    }
    catalog
        .find(caller.team(), version.name())
        .filter(existing -> caller.team().equals(existing.team()))
        .ifPresent(existing -> owned(caller, existing.name()));
    Registrations.Registered registered =
        registrations.register(
            new Registrant(caller.team(), caller.subject()), version, approve, ifMatch);
    Plugin plugin = plugin(caller, version.name());
    if (submission.mcp() != null && submission.mcp().credentials() != null) {
      authorizer.keep(submission.mcp().credentials(), plugin, caller.team(), caller.subject());
      plugin = plugin(caller, version.name());
    }
    return ResponseEntity.status(registered.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/v1/plugins/" + version.name()))
        .eTag(plugin.etag())
        .body(PluginView.whole(plugin, pending(plugin), null, null));
  }

  private PluginView.@Nullable Pending pending(Plugin plugin) {
    boolean waits =
        plugin.latest() > plugin.version()
            && catalog.versions(plugin.id()).stream()
                .noneMatch(later -> later.version() == plugin.latest() && later.refused());
    if (!waits) {
      return null;
    }
    return catalog
        .version(plugin, plugin.latest())
        .map(later -> new PluginView.Pending(later.version(), Difference.between(plugin, later)))
        .orElse(null);
  }

  @GetMapping
  PluginList list(Caller caller) {
    require(caller, Scope.CHAT);
    return new PluginList(catalog.visible(caller.team()).stream().map(PluginView::brief).toList());
  }

  @GetMapping("/{name}")
  ResponseEntity<PluginView> get(Caller caller, @PathVariable("name") String name) {
    require(caller, Scope.CHAT);
    Plugin plugin = plugin(caller, name);
    return answer(
        plugin, whole(plugin, catalog.versions(plugin.id()), protection.state(plugin.id())));
  }

  private static ResponseEntity<PluginView> answer(Plugin plugin, PluginView view) {
    return ResponseEntity.ok().eTag(plugin.etag()).body(view);
  }

  @PatchMapping("/{name}")
  ResponseEntity<PluginView> change(
      Caller caller,
      @PathVariable("name") String name,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody Change change) {
    require(caller, Scope.PLUGINS_WRITE);
    int given = 0;
    for (Object part : new @Nullable Object[] {change.enabled, change.owners, change.sharedWith}) {
      given += part == null ? 0 : 1;
    }
    if (given != 1) {
      throw ServiceException.badRequest(
          "enabled", "send one of enabled (true or false), owners and shared_with");
    }
    if (change.enabled() != null) {
      changes.enable(
          plugin(caller, name), caller.team(), caller.subject(), change.enabled(), ifMatch);
    }
    if (change.owners() != null) {
      List<String> owners = texts(change.owners(), "owners");
      if (owners.isEmpty()) {
        throw ServiceException.badRequest("owners", "a plugin has at least one owner");
      }
      changes.own(owned(caller, name), owners, caller.team(), caller.subject(), ifMatch);
    }
    if (change.sharedWith() != null) {
      require(caller, Scope.ADMIN);
      List<String> teams = texts(change.sharedWith(), "shared_with");
      if (teams.contains(caller.team())) {
        throw ServiceException.badRequest("shared_with", "the team itself sees its plugins anyway");
      }
      changes.share(owned(caller, name), teams, caller.team(), caller.subject(), ifMatch);
    }
    Plugin changed = plugin(caller, name);
    return answer(changed, whole(changed, null, null));
  }

  private static List<String> texts(List<String> given, String param) {
    List<String> texts = given.stream().distinct().toList();
    if (texts.size() > MOST_NAMED
        || texts.stream().anyMatch(text -> !text.matches("[A-Za-z0-9._:@-]{1,100}"))) {
      throw ServiceException.badRequest(param, param + " must be a list of names");
    }
    return texts;
  }

  /** Who else sees a plugin is told to the team it belongs to. */
  private PluginView whole(
      Plugin plugin,
      @Nullable List<Catalog.Version> versions,
      Protection.@Nullable State resilience) {
    return PluginView.whole(
        plugin, pending(plugin), versions, resilience, catalog.sharedWith(plugin.id()));
  }

  @DeleteMapping("/{name}")
  ResponseEntity<Void> remove(
      Caller caller,
      @PathVariable("name") String name,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    require(caller, Scope.PLUGINS_WRITE);
    changes.remove(owned(caller, name), caller.team(), caller.subject(), ifMatch);
    return ResponseEntity.noContent().build();
  }

  /** One version, and what it changes against the one that models see. */
  record VersionWithChanges(PluginView plugin, List<Difference> changes) {}

  @GetMapping("/{name}/versions/{version}")
  VersionWithChanges version(
      Caller caller, @PathVariable("name") String name, @PathVariable("version") int number) {
    require(caller, Scope.CHAT);
    Plugin live = plugin(caller, name);
    Plugin version = version(live, number);
    return new VersionWithChanges(PluginView.whole(version), Difference.between(live, version));
  }

  /** Shows models this version from now on: one that waited, or a former one again. */
  @PostMapping("/{name}/versions/{version}/approve")
  ResponseEntity<PluginView> approve(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable("version") int number,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    require(caller, Scope.ADMIN);
    Plugin plugin = owned(caller, name);
    changes.approve(
        plugin, version(plugin, number).version(), caller.team(), caller.subject(), ifMatch);
    Plugin approved = plugin(caller, name);
    return answer(approved, PluginView.whole(approved, pending(approved), null, null));
  }

  /**
   * Looks again at the MCP server or manifest that the plugin was registered from; what changed
   * waits for an approval.
   */
  @PostMapping("/{name}/refresh")
  ResponseEntity<PluginView> refresh(Hop hop, Caller caller, @PathVariable("name") String name) {
    require(caller, Scope.PLUGINS_WRITE);
    refresh.now(hop, owned(caller, name), new Registrant(caller.team(), caller.subject()));
    Plugin plugin = plugin(caller, name);
    return answer(plugin, whole(plugin, catalog.versions(plugin.id()), null));
  }

  /** Refuses a version that waits; what models see stays. */
  @PostMapping("/{name}/versions/{version}/refuse")
  ResponseEntity<PluginView> refuse(
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable("version") int number,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    require(caller, Scope.ADMIN);
    Plugin plugin = owned(caller, name);
    changes.refuse(
        plugin, version(plugin, number).version(), caller.team(), caller.subject(), ifMatch);
    Plugin refused = plugin(caller, name);
    return answer(refused, whole(refused, catalog.versions(refused.id()), null));
  }

  /** What was done about a plugin, the latest first. */
  record Past(List<History.Event> events) {}

  @GetMapping("/{name}/history")
  Past history(Caller caller, @PathVariable("name") String name) {
    require(caller, Scope.PLUGINS_WRITE);
    return new Past(history.of(plugin(caller, name), caller.team()));
  }

  private Plugin version(Plugin plugin, int number) {
    return catalog
        .version(plugin, number)
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.NOT_FOUND,
                    "version_not_found",
                    "the plugin has no version " + number,
                    "version"));
  }

  private Plugin owned(Caller caller, String name) {
    Plugin plugin = plugin(caller, name);
    if (plugin.team() == null) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "built_in_plugin",
          "a built-in plugin cannot be changed or removed; disable it instead",
          "name");
    }
    boolean ofTeam = plugin.team().equals(caller.team());
    if (!caller.may(Scope.ADMIN) && !(ofTeam && plugin.owners().contains(caller.subject()))) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "not_owner",
          "only the plugin's owners and administrators may change it",
          "name");
    }
    return plugin;
  }

  private Plugin plugin(Caller caller, String name) {
    return catalog.need(caller.team(), name);
  }

  private static void require(Caller caller, Scope scope) {
    // Who may change plugins may also look at them.
    boolean granted = caller.may(scope) || (scope == Scope.CHAT && caller.may(Scope.PLUGINS_WRITE));
    if (!granted) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "insufficient_scope",
          "this needs the scope '" + scope.text() + "'");
    }
  }

  /** A submission that cannot be registered; the findings say why. */
  static final class NotRegistrable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Finding> findings;

    NotRegistrable(List<Finding> findings) {
      this.findings = findings;
    }
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> answer(NotRegistrable refused) {
    Finding first =
        refused.findings.stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("refused without a reason"));
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, first.message());
    problem.setProperty(
        "code", first.rule().equals("egress-refused") ? "egress_refused" : "not_registrable");
    problem.setProperty("param", first.source().name().toLowerCase(Locale.ROOT));
    problem.setProperty("findings", refused.findings);
    return new ResponseEntity<>(problem, HttpStatus.UNPROCESSABLE_CONTENT);
  }
}
