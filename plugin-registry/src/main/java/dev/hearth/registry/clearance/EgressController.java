package dev.hearth.registry.clearance;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.registry.egress.Clearance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lets administrators say which internal hosts a team's plugins may call. */
@RestController
@RequestMapping("/v1/plugins/-/egress/{team}")
class EgressController {

  private static final int MOST = 200;

  private final Allowances allowances;

  EgressController(Allowances allowances) {
    this.allowances = allowances;
  }

  /**
   * What a team may call beyond the public Internet.
   *
   * @param allow origins such as {@code http://wiki.intern:8080}, or ranges such as {@code
   *     10.1.0.0/16} (by https)
   */
  record Allowed(@Nullable List<@Nullable String> allow) {}

  @GetMapping
  ResponseEntity<Allowed> get(Caller caller, @PathVariable("team") String team) {
    require(caller);
    return answer(allowances.find(team));
  }

  @PutMapping
  ResponseEntity<Allowed> set(
      Caller caller,
      @PathVariable("team") String team,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @RequestBody Allowed allowed) {
    require(caller);
    List<@Nullable String> given = allowed.allow();
    if (given == null || given.size() > MOST) {
      throw ServiceException.badRequest("allow", "allow must be a list of at most " + MOST);
    }
    List<String> allow = given.stream().map(EgressController::checked).toList();
    return answer(allowances.set(team, allow, caller.subject(), ifMatch));
  }

  private static String checked(@Nullable String entry) {
    if (entry == null) {
      throw neither(null);
    }
    try {
      Clearance.of(List.of(entry));
    } catch (IllegalArgumentException unreadable) {
      throw neither(unreadable);
    }
    return entry;
  }

  private static ServiceException neither(@Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "invalid_value",
        "each entry is an origin such as http://wiki.intern:8080 or a range such as 10.1.0.0/16",
        "allow",
        null,
        cause);
  }

  private static ResponseEntity<Allowed> answer(Allowances.Allowance allowance) {
    return ResponseEntity.ok()
        .eTag(allowance.etag())
        .body(new Allowed(List.copyOf(allowance.allow())));
  }

  private static void require(Caller caller) {
    if (!caller.may(Scope.ADMIN)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN, "insufficient_scope", "this needs the scope 'admin'");
    }
  }
}
