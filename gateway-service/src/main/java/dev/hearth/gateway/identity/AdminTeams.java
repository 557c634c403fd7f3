package dev.hearth.gateway.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import dev.hearth.gateway.policy.TeamPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/teams}: the teams and their policies. */
@RestController
class AdminTeams {

  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final Teams teams;
  private final JsonBodies bodies;

  AdminTeams(Teams teams, JsonBodies bodies) {
    this.teams = teams;
    this.bodies = bodies;
  }

  @PostMapping("/admin/teams")
  ResponseEntity<TeamView> create(HttpServletRequest request) {
    Fields body = bodies.object(request);
    String name = body.requiredText("name");
    if (!NAME.matcher(name).matches()) {
      throw body.invalid("name", "must have 1 to 63 of a-z, 0-9 and '-', not '-' first");
    }
    Fields policy = body.object("policy");
    Teams.Team team =
        teams
            .create(name, policy == null ? TeamPolicy.DEFAULT : TeamPolicy.read(policy))
            .orElseThrow(
                () ->
                    new ServiceException(
                        HttpStatus.CONFLICT,
                        "team_exists",
                        "There is a team of this name.",
                        "name"));
    TeamView view = TeamView.of(team);
    AdminChange.note(request, new AdminChange("team.create", name, null, view));
    return ResponseEntity.created(URI.create("/admin/teams/" + name))
        .eTag(Versions.tag(team.version()))
        .body(view);
  }

  @GetMapping("/admin/teams")
  TeamList list() {
    return new TeamList(teams.list().stream().map(TeamView::of).toList());
  }

  @GetMapping("/admin/teams/{name}")
  ResponseEntity<TeamView> get(@PathVariable("name") String name) {
    return answer(find(name));
  }

  /** Replaces the whole policy; what is left out is as it is for a new team. */
  @PutMapping("/admin/teams/{name}")
  ResponseEntity<TeamView> change(@PathVariable("name") String name, HttpServletRequest request) {
    Long version = Versions.wanted(request);
    TeamPolicy policy = TeamPolicy.read(bodies.object(request).requiredObject("policy"));
    TeamView before = TeamView.of(find(name));
    Teams.Team changed = teams.change(name, policy, version).orElseThrow(Versions::stale);
    AdminChange.note(request, new AdminChange("team.change", name, before, TeamView.of(changed)));
    return answer(changed);
  }

  private Teams.Team find(String name) {
    return (NAME.matcher(name).matches() ? teams.find(name) : Optional.<Teams.Team>empty())
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.NOT_FOUND, "team_not_found", "There is no team of this name."));
  }

  private static ResponseEntity<TeamView> answer(Teams.Team team) {
    return ResponseEntity.ok().eTag(Versions.tag(team.version())).body(TeamView.of(team));
  }

  record TeamView(
      String name, @JsonProperty("created_at") Instant createdAt, TeamPolicy policy, long version) {

    static TeamView of(Teams.Team team) {
      return new TeamView(team.name(), team.createdAt(), team.policy(), team.version());
    }
  }

  record TeamList(List<TeamView> data) {}
}
