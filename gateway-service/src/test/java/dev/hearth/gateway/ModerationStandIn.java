package dev.hearth.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.ScreenResponse;
import dev.hearth.contracts.moderation.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for the moderation-service at its HTTP boundary: finds words of a list, follows the
 * protocol of {@link Verdict#settled}, and misbehaves when told to.
 */
final class ModerationStandIn extends StandIn {

  static final String BLOCKED = "forbidden phrase";
  static final String FRAUD = "wire the fee today";
  static final String REDACTED = "alice@example.org";

  /** A secret by its name alone, as in prose and in JSON. */
  private static final Pattern SECRET = Pattern.compile("password[\"']?: ?[\"']?(\\w{6,})");

  private static final Pattern CARD = Pattern.compile("\\d{4}(?:\\W{1,3}\\d{4}){3}");
  private static final int MOST_ITEMS = 1024;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST =
      Math.max(Math.max(BLOCKED.length(), FRAUD.length()), REDACTED.length());

  private final JsonMapper mapper = new JsonMapper();

  /** What was asked, in order. */
  final List<ScreenRequest> asked = new CopyOnWriteArrayList<>();

  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger mostInFlight = new AtomicInteger();

  /** Requests that are answered 500. */
  volatile Predicate<ScreenRequest> failing = request -> false;

  /** Requests that are answered with a verdict too few. */
  volatile Predicate<ScreenRequest> talkingNonsense = request -> false;

  /** What happens before a verdict, such as waiting. */
  volatile Runnable before = () -> {};

  /** What else it finds in a text. */
  volatile Function<ScreenRequest.Item, List<Verdict.Finding>> also = item -> List.of();

  /** How much of a text no later text can change. */
  volatile ToIntFunction<ScreenRequest.Item> settling = ModerationStandIn::settled;

  /** What its verdicts say of when another is of use. */
  volatile @Nullable Integer pace;

  ModerationStandIn() throws IOException {
    handle("/screen", this::screen);
    handle(
        "/admin/policies",
        exchange -> answer(exchange, 200, "application/json", policy(body(exchange))));
    handle(
        "/v1/moderations",
        exchange -> answer(exchange, 200, "application/json", "{\"echo\":" + body(exchange) + "}"));
  }

  @Override
  void reset() {
    asked.clear();
    mostInFlight.set(0);
    failing = request -> false;
    talkingNonsense = request -> false;
    before = () -> {};
    also = item -> List.of();
    settling = ModerationStandIn::settled;
    pace = null;
  }

  private void screen(HttpExchange exchange) throws IOException {
    ScreenRequest request = mapper.readValue(body(exchange), ScreenRequest.class);
    asked.add(request);
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      before.run();
      String tooLarge = tooLarge(request.items());
      if (!tooLarge.isEmpty()) {
        answer(
            exchange,
            413,
            "application/problem+json",
            "{\"status\":413,\"detail\":\"too large\",\"code\":\"text_too_long\",\"param\":\""
                + tooLarge
                + "\"}");
        return;
      }
      if (failing.test(request)) {
        answer(exchange, 500, "text/plain", "broken");
        return;
      }
      List<Verdict> verdicts = new ArrayList<>(request.items().stream().map(this::judge).toList());
      if (talkingNonsense.test(request)) {
        verdicts.removeLast();
      }
      answer(
          exchange,
          200,
          "application/json",
          mapper.writeValueAsString(new ScreenResponse(verdicts)));
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** The field that is over one of the moderation-service's bounds; empty if none is. */
  private static String tooLarge(List<ScreenRequest.Item> items) {
    if (items.size() > MOST_ITEMS) {
      return "items";
    }
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).text().length() > LONGEST_TEXT) {
        return "items[" + i + "].text";
      }
    }
    return "";
  }

  private static int settled(ScreenRequest.Item item) {
    int length = item.text().length();
    return item.complete() ? length : Math.max(0, length - LONGEST + 1);
  }

  private Verdict judge(ScreenRequest.Item item) {
    List<Verdict.Finding> findings = new ArrayList<>();
    find(item.text(), BLOCKED, Category.VIOLENCE, Action.BLOCK, null, findings);
    find(item.text(), FRAUD, Category.FRAUD, Action.BLOCK, null, findings);
    find(item.text(), REDACTED, Category.PII, Action.REDACT, "[email]", findings);
    find(item.text(), SECRET, Category.SECRETS, "[secret]", findings);
    find(item.text(), CARD, Category.PII, "[card]", findings);
    findings.addAll(also.apply(item));
    Action action = Action.ALLOW;
    for (Verdict.Finding finding : findings) {
      action = finding.action().compareTo(action) > 0 ? finding.action() : action;
    }
    return new Verdict(action, Map.of(), findings, settling.applyAsInt(item), pace);
  }

  private static void find(
      String text,
      String word,
      Category category,
      Action action,
      @Nullable String replacement,
      List<Verdict.Finding> findings) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      findings.add(
          new Verdict.Finding(
              category, action, 1, "pattern", "word", at, at + word.length(), replacement));
    }
  }

  /** Redacts the last group of what matches. */
  private static void find(
      String text,
      Pattern pattern,
      Category category,
      String replacement,
      List<Verdict.Finding> findings) {
    pattern
        .matcher(text)
        .results()
        .map(
            match ->
                new Verdict.Finding(
                    category,
                    Action.REDACT,
                    1,
                    "detector",
                    "pattern",
                    match.start(match.groupCount()),
                    match.end(match.groupCount()),
                    replacement))
        .forEach(findings::add);
  }

  private static String policy(String put) {
    return "{\"policy\":" + (put.isEmpty() ? "{}" : put) + "}";
  }
}
