package dev.hearth.moderation.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.ScreenResponse;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.ModerationProperties;
import dev.hearth.moderation.policy.Policies;
import dev.hearth.moderation.policy.TeamPolicy;
import dev.hearth.moderation.review.EventRecorder;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The server side of {@link dev.hearth.contracts.moderation.ModerationApi}: judges the texts of a
 * request one by one by the policy of the caller's team, within the deadline.
 */
@RestController
class ScreenController {

  private final Screening screening;
  private final Policies policies;
  private final EventRecorder events;
  private final VerdictMeters meters;
  private final ModerationProperties properties;

  ScreenController(
      Screening screening,
      Policies policies,
      EventRecorder events,
      VerdictMeters meters,
      ModerationProperties properties) {
    this.screening = screening;
    this.policies = policies;
    this.events = events;
    this.meters = meters;
    this.properties = properties;
  }

  @PostMapping("/screen")
  ScreenResponse screen(Hop hop, Caller caller, @RequestBody ScreenRequest request) {
    // A missing direction comes as null, whatever the contract's type says.
    if (request.direction() == null) {
      throw ServiceException.badRequest("direction", "direction must be input, tool or output");
    }
    List<ScreenRequest.Item> items = request.items();
    if (items.isEmpty()) {
      throw ServiceException.badRequest("items", "items must hold at least one text");
    }
    if (items.size() > properties.maxItems()) {
      throw tooLarge("items", "items must hold at most " + properties.maxItems() + " texts");
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).text().length() > properties.maxCharacters()) {
        throw tooLarge(
            "items[" + i + "].text",
            "a text must have at most " + properties.maxCharacters() + " characters");
      }
    }
    TeamPolicy policy = policies.of(caller.team());
    List<Verdict> verdicts = new ArrayList<>();
    for (ScreenRequest.Item item : items) {
      if (hop.remaining().isZero()) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.DEADLINE_EXCEEDED,
            "the texts could not be judged in time");
      }
      long start = System.nanoTime();
      Screening.Judged judged = screening.screen(request.direction(), item, policy, hop.deadline());
      Verdict verdict = judged.verdict();
      meters.count(request.direction(), verdict, System.nanoTime() - start);
      events.note(caller, policy, request.direction(), item, verdict, judged.shadow());
      verdicts.add(verdict);
    }
    return new ScreenResponse(verdicts);
  }

  private static ServiceException tooLarge(String param, String message) {
    return new ServiceException(HttpStatus.CONTENT_TOO_LARGE, "text_too_long", message, param);
  }
}
