package dev.hearth.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Scope;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import dev.hearth.gateway.policy.Limits;
import dev.hearth.gateway.policy.Priority;
import dev.hearth.gateway.policy.TeamPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/keys}. A key's text is in the answer that makes it and nowhere else. */
@RestController
class AdminKeys {

  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

  private static final int MOST_NAMES = 100;
  private static final int LONGEST_NAME = 200;

  private final ApiKeys keys;
  private final Teams teams;
  private final JsonBodies bodies;

  AdminKeys(ApiKeys keys, Teams teams, JsonBodies bodies) {
    this.keys = keys;
    this.teams = teams;
    this.bodies = bodies;
  }

  @PostMapping("/admin/keys")
  ResponseEntity<IssuedView> create(HttpServletRequest request) {
    Fields body = bodies.object(request);
    String name = body.text("name", 100);
    if (name == null) {
      throw body.missing("name");
    }
    String team = body.has("team") ? body.requiredText("team") : Teams.DEFAULT;
    Set<Scope> scopes = scopes(body);
    Instant expires = expires(body);
    if (!AdminTeams.NAME.matcher(team).matches() || teams.find(team).isEmpty()) {
      throw body.invalid("team", "must be the name of a team");
    }
    ApiKey.Issued issued = keys.issue(team, name, scopes, expires, terms(body));
    note(request, "key.create", issued.key().id(), null, issued.key());
    return issued(issued);
  }

  @GetMapping("/admin/keys")
  KeyList list(@RequestParam(name = "team", required = false) @Nullable String team) {
    if (team != null && !AdminTeams.NAME.matcher(team).matches()) {
      return new KeyList(List.of());
    }
    return new KeyList(keys.list(team).stream().map(KeyView::of).toList());
  }

  @GetMapping("/admin/keys/{id}")
  ResponseEntity<KeyView> get(@PathVariable("id") String id) {
    return answer(keys.find(id(id)).orElseThrow(AdminKeys::notFound));
  }

  /** Replaces everything that can be changed; what is left out is as it is for a new key. */
  @PutMapping("/admin/keys/{id}")
  ResponseEntity<KeyView> change(@PathVariable("id") String id, HttpServletRequest request) {
    Long version = Versions.wanted(request);
    UUID key = id(id);
    Fields body = bodies.object(request);
    String name = body.text("name", 100);
    if (name == null) {
      throw body.missing("name");
    }
    Set<Scope> scopes = scopes(body);
    Instant expires = expires(body);
    KeyTerms terms = terms(body);
    ApiKey before =
        keys.find(key).filter(found -> found.revokedAt() == null).orElseThrow(AdminKeys::notFound);
    ApiKey changed =
        keys.change(key, name, scopes, expires, terms, version).orElseThrow(Versions::stale);
    note(request, "key.change", key, before, changed);
    return answer(changed);
  }

  @DeleteMapping("/admin/keys/{id}")
  KeyView revoke(@PathVariable("id") String id, HttpServletRequest request) {
    ApiKey before = keys.find(id(id)).orElseThrow(AdminKeys::notFound);
    ApiKey revoked = keys.revoke(before.id()).orElseThrow(AdminKeys::notFound);
    note(request, "key.revoke", before.id(), before, revoked);
    return KeyView.of(revoked);
  }

  @PostMapping("/admin/keys/{id}/rotate")
  ResponseEntity<IssuedView> rotate(@PathVariable("id") String id, HttpServletRequest request) {
    Fields body = bodies.object(request);
    Long seconds = body.integer("overlap_seconds", 0, LONGEST_OVERLAP.toSeconds());
    ApiKey before = keys.find(id(id)).orElseThrow(AdminKeys::notFound);
    ApiKey.Issued issued =
        keys.rotate(before.id(), Duration.ofSeconds(seconds == null ? 0 : seconds))
            .orElseThrow(AdminKeys::notFound);
    note(request, "key.rotate", before.id(), before, issued.key());
    return issued(issued);
  }

  private static void note(
      HttpServletRequest request, String action, UUID id, @Nullable ApiKey before, ApiKey after) {
    AdminChange.note(
        request,
        new AdminChange(
            action, id.toString(), before == null ? null : KeyView.of(before), KeyView.of(after)));
  }

  private static ResponseEntity<KeyView> answer(ApiKey key) {
    return ResponseEntity.ok().eTag(Versions.tag(key.version())).body(KeyView.of(key));
  }

  private static KeyTerms terms(Fields body) {
    return new KeyTerms(
        new Grants(names(body, "models"), names(body, "plugins")),
        Limits.read(body, "limits"),
        TeamPolicy.priority(body));
  }

  /** A list that is there allows what it names and nothing else, even if it names nothing. */
  private static @Nullable Set<String> names(Fields body, String field) {
    if (!body.has(field)) {
      return null;
    }
    Set<String> names = new HashSet<>(body.texts(field, MOST_NAMES));
    if (names.stream().anyMatch(name -> name.isBlank() || name.length() > LONGEST_NAME)) {
      throw body.invalid(field, "must hold names of 1 to " + LONGEST_NAME + " characters");
    }
    return names;
  }

  private static ResponseEntity<IssuedView> issued(ApiKey.Issued issued) {
    return ResponseEntity.created(URI.create("/admin/keys/" + issued.key().id()))
        .eTag(Versions.tag(issued.key().version()))
        .body(new IssuedView(issued.text(), KeyView.of(issued.key())));
  }

  private static Set<Scope> scopes(Fields body) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String text : body.texts("scopes", 16)) {
      scopes.add(
          EnumSet.allOf(Scope.class).stream()
              .filter(scope -> scope.text().equals(text))
              .findAny()
              .orElseThrow(
                  () -> body.invalid("scopes", "must hold only chat, plugins:write and admin")));
    }
    if (scopes.isEmpty()) {
      throw body.missing("scopes");
    }
    return scopes;
  }

  private static @Nullable Instant expires(Fields body) {
    String text = body.text("expires_at");
    if (text == null) {
      return null;
    }
    Instant time;
    try {
      time = Instant.parse(text);
    } catch (DateTimeException notATime) {
      ServiceException invalid =
          body.invalid("expires_at", "must be a time such as 2030-01-31T00:00:00Z");
      invalid.addSuppressed(notATime);
      throw invalid;
    }
    if (!time.isAfter(Instant.now()) || time.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
      throw body.invalid("expires_at", "must be in the future");
    }
    return time;
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notAnId) {
      ServiceException notFound = notFound();
      notFound.addSuppressed(notAnId);
      throw notFound;
    }
  }

  private static ServiceException notFound() {
    return new ServiceException(
        HttpStatus.NOT_FOUND, "key_not_found", "There is no such key that can be used.");
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record KeyView(
      UUID id,
      String team,
      String name,
      String prefix,
      List<String> scopes,
      String origin,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("expires_at") @Nullable Instant expiresAt,
      @JsonProperty("revoked_at") @Nullable Instant revokedAt,
      @JsonProperty("last_used_at") @Nullable Instant lastUsedAt,
      @Nullable List<String> models,
      @Nullable List<String> plugins,
      Limits limits,
      @Nullable Priority priority,
      long version) {

    static KeyView of(ApiKey key) {
      return new KeyView(
          key.id(),
          key.team(),
          key.name(),
          key.prefix(),
          key.scopes().stream().sorted().map(Scope::text).toList(),
          key.origin(),
          key.createdAt(),
          key.expiresAt(),
          key.revokedAt(),
          key.lastUsedAt(),
          sorted(key.terms().grants().models()),
          sorted(key.terms().grants().plugins()),
          key.terms().limits(),
          key.terms().priority(),
          key.version());
    }

    private static @Nullable List<String> sorted(@Nullable Set<String> names) {
      return names == null ? null : names.stream().sorted().toList();
    }
  }

  record KeyList(List<KeyView> data) {}

  record IssuedView(String key, @com.fasterxml.jackson.annotation.JsonUnwrapped KeyView details) {}
}
