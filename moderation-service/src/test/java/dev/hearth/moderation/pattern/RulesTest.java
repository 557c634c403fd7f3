package dev.hearth.moderation.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.text.Views;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  private static final RuleBook BOOK = RuleBook.load();
  private static final PatternLayer LAYER = new PatternLayer(BOOK);
  private static final Views VIEWS = new Views();

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("matches")
  void aRuleMatchesItsExample(String rule, String text) {
    assertThat(found(text)).extracting(Hits.Hit::rule).contains(rule);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("harmless")
  void noRuleMatchesAHarmlessTwin(String rule, String text) {
    assertThat(found(text)).extracting(Hits.Hit::rule).as("twin of " + rule).isEmpty();
  }

  @Test
  void everyCategoryButTheDetectorsHasARule() {
    Set<Category> covered = EnumSet.of(Category.PII, Category.SECRETS);
    BOOK.rules().forEach(rule -> covered.add(rule.category()));

    assertThat(covered).containsExactlyInAnyOrder(Category.values());
  }

  static Stream<Arguments> matches() {
    return BOOK.rules().stream()
        .flatMap(rule -> rule.matches().stream().map(text -> Arguments.of(rule.name(), text)));
  }

  static Stream<Arguments> harmless() {
    return BOOK.rules().stream()
        .flatMap(rule -> rule.harmless().stream().map(text -> Arguments.of(rule.name(), text)));
  }

  private static List<Hits.Hit> found(String text) {
    return Arrays.stream(Direction.values())
        .flatMap(
            direction -> {
              Hits hits = new Hits(direction, text.length(), 0, Instant.MAX);
              VIEWS.forEach(text, false, false, view -> LAYER.judge(view, hits));
              return hits.found().stream();
            })
        .toList();
  }
}
