package dev.hearth.moderation.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.ScreenResponse;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.ModerationProperties;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /screen}: judges the texts of a request one by one, within its deadline. */
@RestController
class ScreenController implements ModerationApi {

  private final Screening screening;
  private final VerdictMeters meters;
  private final ModerationProperties properties;

  ScreenController(Screening screening, VerdictMeters meters, ModerationProperties properties) {
    this.screening = screening;
    this.meters = meters;
    this.properties = properties;
  }

  @Override
  public ScreenResponse screen(Hop hop, ScreenRequest request) {
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
    List<Verdict> verdicts = new ArrayList<>();
    for (ScreenRequest.Item item : items) {
      if (hop.remaining().isZero()) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.DEADLINE_EXCEEDED,
            "the texts could not be judged in time");
      }
      long start = System.nanoTime();
      Verdict verdict = screening.screen(request.direction(), item, hop.deadline());
      meters.count(request.direction(), verdict, System.nanoTime() - start);
      verdicts.add(verdict);
    }
    return new ScreenResponse(verdicts);
  }

  private static ServiceException tooLarge(String param, String message) {
    return new ServiceException(HttpStatus.CONTENT_TOO_LARGE, "text_too_long", message, param);
  }
}
