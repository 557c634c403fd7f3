package dev.hearth.gateway.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Scope;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/keys}. A key's text is in the answer that makes it and nowhere else. */
@RestController
class AdminKeys {

  private static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

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
    ApiKey.Issued issued = keys.issue(team, name, scopes, expires);
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
  KeyView get(@PathVariable("id") String id) {
    return KeyView.of(keys.find(id(id)).orElseThrow(AdminKeys::notFound));
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

  private static ResponseEntity<IssuedView> issued(ApiKey.Issued issued) {
    return ResponseEntity.created(URI.create("/admin/keys/" + issued.key().id()))
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
      @JsonProperty("revoked_at") @Nullable Instant revokedAt) {

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
          key.revokedAt());
    }
  }

  record KeyList(List<KeyView> data) {}

  record IssuedView(String key, @com.fasterxml.jackson.annotation.JsonUnwrapped KeyView details) {}
}
