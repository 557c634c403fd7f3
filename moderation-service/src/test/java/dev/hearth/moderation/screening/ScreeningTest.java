package dev.hearth.moderation.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.detector.DetectorLayer;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.learned.EncoderLayer;
import dev.hearth.moderation.pattern.PatternLayer;
import dev.hearth.moderation.policy.Rule;
import dev.hearth.moderation.policy.Rules;
import dev.hearth.moderation.policy.TeamPolicy;
import dev.hearth.moderation.text.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScreeningTest {

  private static final String TEXT = "a".repeat(100);
  private static final Screening DETECTORS = new Screening(List.of(new DetectorLayer()));

  @Test
  void aRefusalBeginsAtItsFirstPlaceAndIsAsLikelyAsItsLikeliest() {
    Found layer =
        new Found(
            found -> {
              found.add(Category.ILLICIT, 0.99, 60, 70);
              found.add(Category.ILLICIT, 0.9, 20, 30);
              found.add(Category.ILLICIT, 0.3, 5, 15);
            });

    Verdict verdict = screen(layer, TeamPolicy.NONE, true).verdict();

    assertThat(verdict.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.action()).isEqualTo(Action.BLOCK);
              assertThat(finding.score()).isEqualTo(0.99);
              assertThat(finding.start()).isEqualTo(20);
              assertThat(finding.end()).isEqualTo(70);
            });
  }

  @Test
  void everyPlaceIsReplacedWhereThatIsTheTeamsRule() {
    Found layer =
        new Found(
            found -> {
              found.add(Category.ILLICIT, 0.9, 20, 30);
              found.add(Category.ILLICIT, 0.8, 60, 70);
            });

    Verdict verdict = screen(layer, policy(Category.ILLICIT, Action.REDACT), true).verdict();

    assertThat(verdict.action()).isEqualTo(Action.REDACT);
    assertThat(verdict.findings()).extracting(Verdict.Finding::start).containsExactly(20, 60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "%20", "&#32;", "\\u0020"})
  void aFindIsCountedOnceHoweverManyWaysTheTextIsReadIn(String escape) {
    String text = addresses(600) + "Done." + escape;

    Verdict verdict = DETECTORS.screen(Direction.INPUT, new ScreenRequest.Item(text, 0, true));

    assertThat(verdict.action()).isEqualTo(Action.REDACT);
    assertThat(verdict.redact(text))
        .isEqualTo(text.replaceAll("person\\d+@example\\.org", "[email]"));
  }

  @Test
  void tooManyPlacesToReplaceAreRefusedAndNothingIsLostBetweenThem() {
    String text = addresses(1_000);
    assertThat(DETECTORS.screen(Direction.INPUT, new ScreenRequest.Item(text, 0, true)).action())
        .isEqualTo(Action.REDACT);
    String more = addresses(1_001);
    ScreenRequest.Item item = new ScreenRequest.Item(more, 0, true);

    Verdict verdict = DETECTORS.screen(Direction.INPUT, item);
    Screening.Judged flagged =
        DETECTORS.screen(Direction.INPUT, item, policy(Category.PII, Action.FLAG), Instant.MAX);

    assertThat(verdict.blockedFor()).containsExactly(Category.PII);
    assertThat(verdict.findings())
        .filteredOn(finding -> finding.action() == Action.BLOCK)
        .singleElement()
        .satisfies(finding -> assertThat(finding.rule()).isEqualTo("email in too many places"));
    assertThat(verdict.redact(more)).contains("person1000@example.org asked about order 1000.");
    assertThat(flagged.verdict().action()).isEqualTo(Action.FLAG);
  }

  private static String addresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "person" + i + "@example.org asked about order " + i + ". ")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @EnumSource(
      value = Category.class,
      names = {"SEXUAL", "SEXUAL_MINORS"})
  void noRuleLetsPassWhatIsAboutMinors(Category category) {
    Found layer = new Found(found -> found.add(Category.SEXUAL_MINORS, 0.5, 20, 30));

    Verdict verdict = screen(layer, policy(category, Action.ALLOW), true).verdict();

    assertThat(verdict.action()).isEqualTo(Action.BLOCK);
  }

  @Test
  void aPolicyOnTrialRefusesWhatCannotBeJudgedToo() {
    Found layer = new Found(found -> found.hits.pending(found.view, 0));
    TeamPolicy trial = new TeamPolicy(1, Rules.NONE, Rules.NONE, false);

    Screening.Judged judged = screen(layer, trial, false);

    assertThat(judged.verdict().action()).isEqualTo(Action.BLOCK);
    assertThat(judged.shadow()).isEqualTo(Action.BLOCK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I am feeling suicidal and do not know whom to call.",
        "I want to kill myself.",
        "Please help me not to kill myself.",
        "How can I stop self-harm?",
        "What is the best way to prevent suicide?"
      })
  void whoSpeaksOfHurtingThemselvesIsNotShutOut(String text) {
    Screening rules = new Screening(List.of(new PatternLayer()));

    Verdict verdict = rules.screen(Direction.INPUT, new ScreenRequest.Item(text, 0, true));

    assertThat(verdict.action()).isNotEqualTo(Action.BLOCK);
  }

  private static Screening.Judged screen(Layer layer, TeamPolicy policy, boolean complete) {
    String text = complete ? TEXT : TEXT.repeat(Screening.MAX_HELD / TEXT.length() + 1);
    return new Screening(List.of(layer))
        .screen(Direction.INPUT, new ScreenRequest.Item(text, 0, complete), policy, Instant.MAX);
  }

  private static TeamPolicy policy(Category category, Action action) {
    Rules rules = new Rules(Map.of(Direction.INPUT, Map.of(category, new Rule(0.5, action))));
    return new TeamPolicy(1, rules, null, false);
  }

  /** Finds what it is told, under the encoder's name, in the plain text alone. */
  private record Found(Consumer<Place> finds) implements Layer {

    @Override
    public String name() {
      return EncoderLayer.NAME;
    }

    @Override
    public void judge(View view, Hits hits) {
      if (view.reading() == View.Reading.PLAIN) {
        finds.accept(new Place(this, view, hits));
      }
    }
  }

  private record Place(Layer layer, View view, Hits hits) {

    void add(Category category, double score, int from, int to) {
      hits.add(category, score, layer, "test:" + category.text(), view, from, to, null);
    }
  }
}
