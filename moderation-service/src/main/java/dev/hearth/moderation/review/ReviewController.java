package dev.hearth.moderation.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /admin/moderation}: what was refused, redacted or flagged, for reviewers to confirm or
 * overturn, and their judgements as rows to train on. For administrators.
 */
@RestController
@RequestMapping("/admin/moderation")
class ReviewController {

  private static final String OVERTURNED = "overturned";
  private static final int MOST = 1_000;
  private static final int MOST_EXPORTED = 10_000;
  private static final int LONGEST_NOTE = 2_000;
  private static final Duration TRIAL = Duration.ofDays(7);

  private final Events events;

  ReviewController(Events events) {
    this.events = events;
  }

  /**
   * An event as reviewers see it.
   *
   * @param text the text; null unless the team's policy keeps texts
   */
  record Shown(
      UUID id,
      Instant at,
      String team,
      @JsonProperty("request_id") String requestId,
      String direction,
      String action,
      @JsonProperty("shadow_action") @Nullable String shadowAction,
      @JsonProperty("policy_version") int policyVersion,
      JsonNode findings,
      String sha256,
      int length,
      @Nullable String text,
      @Nullable Review review) {

    static Shown of(Events.Stored event) {
      return new Shown(
          event.id(),
          event.at(),
          event.team(),
          event.requestId(),
          event.direction(),
          event.action(),
          event.shadowAction(),
          event.policyVersion(),
          event.findings(),
          event.sha256(),
          event.length(),
          event.content(),
          event.review() == null
              ? null
              : new Review(
                  event.review(),
                  event.labels(),
                  event.note(),
                  event.reviewedBy(),
                  event.reviewedAt()));
    }
  }

  /** What a reviewer said. */
  record Review(
      String verdict,
      @Nullable JsonNode labels,
      @Nullable String note,
      @Nullable String by,
      @Nullable Instant at) {}

  /**
   * A part of the list.
   *
   * @param next the {@code cursor} of the next part; null at the end
   */
  record Page(List<Shown> data, @Nullable String next) {}

  @GetMapping("/events")
  Page list(
      Caller caller,
      @RequestParam(name = "team", required = false) @Nullable String team,
      @RequestParam(name = "direction", required = false) @Nullable String direction,
      @RequestParam(name = "action", required = false) @Nullable String action,
      @RequestParam(name = "category", required = false) @Nullable String category,
      @RequestParam(name = "reviewed", required = false) @Nullable Boolean reviewed,
      @RequestParam(name = "shadow_differs", required = false) @Nullable Boolean shadowDiffers,
      @RequestParam(name = "since", required = false) @Nullable String since,
      @RequestParam(name = "until", required = false) @Nullable String until,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", defaultValue = "100") int limit) {
    require(caller);
    if (limit < 1 || limit > MOST) {
      throw ServiceException.badRequest("limit", "limit must be from 1 to " + MOST);
    }
    Events.Page found =
        events.find(
            new Events.Search(
                team,
                direction == null ? null : named("direction", direction, Direction::of).text(),
                action == null ? null : named("action", action, Action::of).text(),
                category == null ? null : named("category", category, Category::of).text(),
                reviewed,
                shadowDiffers,
                moment("since", since),
                moment("until", until),
                place(cursor),
                limit));
    return new Page(
        found.events().stream().map(Shown::of).toList(),
        found.next() == null ? null : found.next().toString());
  }

  /**
   * What a reviewer says of an event.
   *
   * @param verdict {@code confirmed} or {@code overturned}
   * @param labels the categories that do apply, where others than were found; empty for none. To
   *     overturn {@code allow} there must be one
   * @param note why, at most 2,000 characters
   */
  record Judgement(
      @Nullable String verdict, @Nullable List<String> labels, @Nullable String note) {}

  /** Confirms or overturns a verdict; a later judgement replaces an earlier one. */
  @PostMapping("/events/{id}/review")
  Shown review(Caller caller, @PathVariable("id") String id, @RequestBody Judgement judgement) {
    require(caller);
    String verdict = Objects.requireNonNullElse(judgement.verdict(), "");
    if (!verdict.equals(Events.CONFIRMED) && !verdict.equals(OVERTURNED)) {
      throw ServiceException.badRequest("verdict", "verdict must be confirmed or overturned");
    }
    String note = judgement.note();
    if (note != null && (note.length() > LONGEST_NOTE || note.indexOf('\0') >= 0)) {
      throw ServiceException.badRequest(
          "note", "note must have at most " + LONGEST_NOTE + " characters, none of them NUL");
    }
    List<Category> labels =
        judgement.labels() == null
            ? null
            : judgement.labels().stream()
                .map(label -> named("labels", label, Category::of))
                .toList();
    UUID event = uuid(id);
    Events.Stored judged = events.find(event).orElseThrow(ReviewController::notFound);
    if (verdict.equals(OVERTURNED)
        && judged.action().equals(Action.ALLOW.text())
        && (labels == null || labels.isEmpty())) {
      throw ServiceException.badRequest(
          "labels", "labels must say what applies to a text that should not have been allowed");
    }
    return events
        .review(event, verdict, labels, note, caller.subject())
        .map(Shown::of)
        .orElseThrow(ReviewController::notFound);
  }

  /**
   * The reviewed texts as rows of JSON lines, in the form of {@code bench/moderation/data}, the
   * newest first; {@link TrainingRow} says what each is labelled with. Where there are more than an
   * answer has room for, its {@code Link} leads to the next part.
   */
  @GetMapping("/events/export")
  ResponseEntity<String> export(
      Caller caller,
      @RequestParam(name = "team", required = false) @Nullable String team,
      @RequestParam(name = "since", required = false) @Nullable String since,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
    require(caller);
    Events.Page page =
        events.find(
            new Events.Search(
                team,
                null,
                null,
                null,
                true,
                null,
                moment("since", since),
                null,
                place(cursor),
                MOST_EXPORTED));
    StringBuilder lines = new StringBuilder();
    for (Events.Stored event : page.events()) {
      ObjectNode row = TrainingRow.of(event);
      if (row != null) {
        lines.append(row).append('\n');
      }
    }
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .contentType(MediaType.parseMediaType("application/x-ndjson"))
            .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"reviewed.jsonl\"");
    if (page.next() != null) {
      answer.header(HttpHeaders.LINK, "<" + address(team, since, page.next()) + ">; rel=\"next\"");
    }
    return answer.body(lines.toString());
  }

  private static String address(@Nullable String team, @Nullable String since, Events.Place next) {
    StringBuilder address = new StringBuilder("/admin/moderation/events/export?cursor=" + next);
    if (team != null) {
      address.append("&team=").append(UriUtils.encode(team, StandardCharsets.UTF_8));
    }
    if (since != null) {
      address.append("&since=").append(UriUtils.encode(since, StandardCharsets.UTF_8));
    }
    return address.toString();
  }

  private static Events.@Nullable Place place(@Nullable String cursor) {
    return cursor == null ? null : named("cursor", cursor, Events.Place::of);
  }

  /** How often a team's policy on trial would have done something else. */
  record Trial(String team, Instant since, List<Events.Difference> data) {}

  @GetMapping("/shadow")
  Trial shadow(
      Caller caller,
      @RequestParam("team") String team,
      @RequestParam(name = "since", required = false) @Nullable String since) {
    require(caller);
    Instant from = moment("since", since);
    Instant start = from == null ? Instant.now().minus(TRIAL) : from;
    return new Trial(team, start, events.differences(team, start));
  }

  private interface Names<T> {
    T of(String name);
  }

  private static <T> T named(String param, String name, Names<T> names) {
    try {
      return names.of(name);
    } catch (IllegalArgumentException unknown) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          param + ": " + unknown.getMessage(),
          param,
          null,
          unknown);
    }
  }

  private static @Nullable Instant moment(String param, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException unreadable) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          param + " must be a time such as 2026-01-31T12:00:00Z",
          param,
          null,
          unreadable);
    }
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException none) {
      throw new ServiceException(
          HttpStatus.NOT_FOUND, "not_found", "there is no event with this id", "id", null, none);
    }
  }

  private static ServiceException notFound() {
    return new ServiceException(
        HttpStatus.NOT_FOUND, "not_found", "there is no event with this id", "id");
  }

  private static void require(Caller caller) {
    if (!caller.may(Scope.ADMIN)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN, "insufficient_scope", "reviews need the scope 'admin'");
    }
  }
}
