package dev.hearth.moderation.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /admin/policies}: what each team does about which category. For administrators. */
@RestController
@RequestMapping("/admin/policies")
class PolicyController {

  private static final int MOST_VERSIONS = 200;
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,9})\"");

  private final Policies policies;

  PolicyController(Policies policies) {
    this.policies = policies;
  }

  /**
   * A version as it is shown.
   *
   * @param team whose it is
   * @param version its number; 0 where nothing was decided yet
   * @param policy its rules, as they are written with PUT
   */
  record Shown(
      String team,
      int version,
      JsonNode policy,
      @JsonProperty("changed_by") @Nullable String changedBy,
      @JsonProperty("changed_at") @Nullable Instant changedAt) {

    static Shown of(Policies.Version version) {
      return new Shown(
          version.team(),
          version.policy().version(),
          PolicyDocument.write(version.policy()),
          version.changedBy(),
          version.changedAt());
    }
  }

  /** A list, as the other lists of the administration. */
  record Listed(List<Shown> data) {}

  @GetMapping
  Listed all(Caller caller) {
    require(caller);
    return new Listed(policies.all().stream().map(Shown::of).toList());
  }

  @GetMapping("/{team}")
  ResponseEntity<Shown> get(Caller caller, @PathVariable("team") String team) {
    require(caller);
    return answer(policies.current(team));
  }

  @GetMapping("/{team}/versions")
  Listed versions(Caller caller, @PathVariable("team") String team) {
    require(caller);
    return new Listed(policies.versions(team, MOST_VERSIONS).stream().map(Shown::of).toList());
  }

  /** Replaces a policy as a whole; {@code If-Match} must name the version that it replaces. */
  @PutMapping("/{team}")
  ResponseEntity<Shown> put(
      Caller caller,
      @PathVariable("team") String team,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody JsonNode document) {
    require(caller);
    return answer(
        policies.replace(
            team, PolicyDocument.read(document, replaced(team, ifMatch)), caller.subject()));
  }

  /** Goes back to the platform's own policy; the versions so far stay readable. */
  @DeleteMapping("/{team}")
  ResponseEntity<Shown> delete(
      Caller caller,
      @PathVariable("team") String team,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    require(caller);
    TeamPolicy none = new TeamPolicy(replaced(team, ifMatch), Rules.NONE, null, false);
    return answer(policies.replace(team, none, caller.subject()));
  }

  private int replaced(String team, @Nullable String ifMatch) {
    if (ifMatch == null) {
      int version = policies.current(team).policy().version();
      if (version == 0) {
        return 0;
      }
      throw new ServiceException(
          HttpStatus.PRECONDITION_REQUIRED,
          "if_match_required",
          "send If-Match with the ETag of the version that you replace: \"" + version + "\"",
          "If-Match");
    }
    var tag = TAG.matcher(ifMatch.strip());
    if (!tag.matches()) {
      throw ServiceException.badRequest("If-Match", "If-Match must be an ETag such as \"3\"");
    }
    return Integer.parseInt(tag.group(1));
  }

  private static ResponseEntity<Shown> answer(Policies.Version version) {
    return ResponseEntity.ok()
        .eTag("\"" + version.policy().version() + "\"")
        .body(Shown.of(version));
  }

  private static void require(Caller caller) {
    if (!caller.may(Scope.ADMIN)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN, "insufficient_scope", "policies need the scope 'admin'");
    }
  }
}
