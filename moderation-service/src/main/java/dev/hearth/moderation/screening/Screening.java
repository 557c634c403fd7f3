package dev.hearth.moderation.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.contracts.moderation.Verdict.Finding;
import dev.hearth.moderation.guard.Guard;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.learned.EncoderLayer;
import dev.hearth.moderation.learned.FastLayer;
import dev.hearth.moderation.pattern.NearestRule;
import dev.hearth.moderation.policy.Rules;
import dev.hearth.moderation.policy.TeamPolicy;
import dev.hearth.moderation.text.Views;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Judges one text by every layer in every view. Thread-safe; time and memory grow as the text does.
 *
 * <p>For a text that is still growing, {@link Verdict#settled} is the first character from which
 * later text could complete a match of any rule or detector, in any view, or the end of the last
 * step that the learned layer has judged: a sentence, or sixteen tokens of a longer one. Beyond
 * that, plain text is held back only while it reads like the beginning of a rule, and by at most
 * {@link dev.hearth.moderation.pattern.PatternLayer#MAX_MATCH} letters and spaces; encoded text by
 * as much more as the encoding is longer. Where invisible padding, spaces or an endless number
 * would hold back more than {@value #MAX_HELD} characters, the text is refused: it is never
 * released unjudged.
 */
@Component
public final class Screening {

  /** How many characters may be held back before the text is refused. */
  public static final int MAX_HELD = 4_096;

  private static final String NEAR = " near ";

  private static final String MANY = " in too many places";

  private final Views views = new Views();
  private final NearestRule nearest = new NearestRule();
  private final List<Layer> layers;
  private final @Nullable Guard guard;

  /** Judges by these layers, in their order, and asks the guard model where they are in doubt. */
  @Autowired
  public Screening(List<Layer> layers, @Nullable Guard guard) {
    this.layers = List.copyOf(layers);
    this.guard = guard;
  }

  /** Judges by these layers, in their order. */
  public Screening(List<Layer> layers) {
    this(layers, null);
  }

  /**
   * What was decided about a text.
   *
   * @param verdict the verdict by the team's policy
   * @param shadow what the policy on trial would have done; null if none is on trial
   */
  public record Judged(Verdict verdict, @Nullable Action shadow) {}

  /** The verdict by the platform's own policy, however long it takes. */
  public Verdict screen(Direction direction, ScreenRequest.Item item) {
    return screen(direction, item, TeamPolicy.NONE, Instant.MAX).verdict();
  }

  /**
   * The verdict on a text, or on the window of one, by a team's policy.
   *
   * @throws dev.hearth.base.ServiceException 503, if it could not be judged whole by the deadline
   */
  public Judged screen(
      Direction direction, ScreenRequest.Item item, TeamPolicy policy, Instant deadline) {
    String text = item.text();
    boolean open = !item.complete();
    boolean cut = item.released() >= ScreenRequest.CONTEXT;
    Hits hits = new Hits(direction, text.length(), item.released(), deadline);
    Views.Outcome outcome =
        views.forEach(text, open, cut, view -> layers.forEach(layer -> layer.judge(view, hits)));
    List<Hits.Hit> found = hits.found();
    if (guard != null && !open) {
      found = guard.review(direction, found, deadline);
    }
    List<Finding> findings = new ArrayList<>(findings(direction, found, policy.rules(), text));
    int settled = text.length();
    if (open) {
      settled = Math.min(hits.settled(), outcome.unsettled());
      for (Finding finding : findings) {
        if (finding.action() != Action.FLAG
            && finding.start() < settled
            && settled < finding.end()) {
          settled = finding.start();
        }
      }
      settled = Math.max(settled, item.released());
    }
    boolean refused = false;
    if (!outcome.whole()) {
      findings.add(refusal("encoded-too-deeply", item.released(), text.length()));
      refused = true;
    }
    if (text.length() - settled > MAX_HELD) {
      findings.add(refusal("held-back-too-long", settled, text.length()));
      refused = true;
    }
    Action strictest =
        findings.stream().map(Finding::action).max(Comparator.naturalOrder()).orElse(Action.ALLOW);
    Map<Category, Double> scores = Scores.of(found);
    for (Finding finding : findings) {
      scores.merge(finding.category(), finding.score(), Math::max);
    }
    return new Judged(
        new Verdict(strictest, scores, findings, settled, open ? hits.pace(settled) : null),
        refused && policy.shadow() != null ? Action.BLOCK : shadow(direction, found, policy));
  }

  private static @Nullable Action shadow(
      Direction direction, List<Hits.Hit> found, TeamPolicy policy) {
    Rules trial = policy.shadow();
    return trial == null
        ? null
        : found.stream()
            .map(hit -> Policy.action(direction, hit, trial))
            .max(Comparator.naturalOrder())
            .orElse(Action.ALLOW);
  }

  /** The rule's name; for a learned layer's, with the nearest rule that people wrote. */
  private String explained(Hits.Hit hit, String text) {
    if (hit.many()) {
      return hit.rule() + MANY;
    }
    if (!hit.layer().equals(FastLayer.NAME) && !hit.layer().equals(EncoderLayer.NAME)) {
      return hit.rule();
    }
    String near = nearest.of(hit.category(), text.substring(hit.start(), hit.end()));
    return near == null ? hit.rule() : hit.rule() + NEAR + near;
  }

  private static Finding refusal(String rule, int start, int end) {
    return new Finding(
        Category.JAILBREAK, Action.BLOCK, 1, Layer.NORMALISE, rule, start, end, null);
  }

  /**
   * What is to be done. Each place that is replaced is a finding; all others of a rule are one:
   * from its first place on, since nothing behind that may be shown, to the end of its likeliest.
   */
  private List<Finding> findings(
      Direction direction, List<Hits.Hit> hits, Rules rules, String text) {
    List<Finding> findings = new ArrayList<>();
    Map<Treated, Hits.Hit> likeliest = new LinkedHashMap<>();
    Map<Treated, Integer> first = new HashMap<>();
    int redacted = 0;
    List<Hits.Hit> ordered =
        hits.stream()
            .sorted(Comparator.comparingInt(Hits.Hit::start).thenComparingInt(hit -> -hit.end()))
            .toList();
    for (Hits.Hit hit : ordered) {
      Action action = Policy.action(direction, hit, rules);
      if (action == Action.REDACT && hit.end() > redacted) {
        // Spans that overlap are replaced one after the other: the second loses its beginning.
        int start = Math.max(hit.start(), redacted);
        redacted = hit.end();
        findings.add(finding(hit, action, start, text));
      } else if (action == Action.FLAG || action == Action.BLOCK) {
        Treated treated = new Treated(hit.rule(), action);
        first.putIfAbsent(treated, hit.start());
        likeliest.merge(treated, hit, (one, two) -> two.score() > one.score() ? two : one);
      }
    }
    likeliest.forEach(
        (treated, hit) ->
            findings.add(
                finding(hit, treated.action, first.getOrDefault(treated, hit.start()), text)));
    return findings;
  }

  private record Treated(String rule, Action action) {}

  private Finding finding(Hits.Hit hit, Action action, int start, String text) {
    return new Finding(
        hit.category(),
        action,
        hit.score(),
        hit.layer(),
        explained(hit, text),
        start,
        hit.end(),
        hit.replacement());
  }
}
