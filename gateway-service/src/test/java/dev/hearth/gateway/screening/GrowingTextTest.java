package dev.hearth.gateway.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrowingTextTest {

  private final GrowingText text = new GrowingText();

  @Test
  void releasesOnlyWhatIsSettled() {
    text.append("abcdef");
    text.window(false);

    assertThat(text.accept(verdict(4), false)).isEqualTo(new GrowingText.Release("abcd", false));
    assertThat(text.holdsBack()).isTrue();

    text.append("gh");
    assertThat(text.window(true)).isEqualTo(new ScreenRequest.Item("abcdefgh", 4, true));
    assertThat(text.accept(verdict(8), true)).isEqualTo(new GrowingText.Release("efgh", false));
    assertThat(text.holdsBack()).isFalse();
  }

  @Test
  void isJudgedAgainWhenItHasOutgrownItsVerdict() {
    assertThat(text.due()).as("nothing to judge").isFalse();
    text.append("The ferry ");
    assertThat(text.due()).as("never judged").isTrue();
    text.window(false);
    text.accept(new Verdict(Action.ALLOW, Map.of(), List.of(), 0, 14), false);

    text.append("left at noon");
    assertThat(text.due()).isFalse();
    text.append(". ");
    assertThat(text.due()).isTrue();
  }

  @Test
  void keepsOnlySoMuchContext() {
    text.append("x".repeat(1000));
    text.window(false);
    text.accept(verdict(1000), false);
    text.append("end");

    ScreenRequest.Item window = text.window(true);

    assertThat(window.text()).hasSize(ScreenRequest.CONTEXT + 3);
    assertThat(window.released()).isEqualTo(ScreenRequest.CONTEXT);
    assertThat(text.begun()).isTrue();
    assertThat(text.whole().text()).hasSize(1003);
  }

  @Test
  void ignoresWhatLiesInTheReleasedPart() {
    text.append("bad ");
    text.window(false);
    text.accept(verdict(4), false);
    text.append("good");
    text.window(true);

    assertThat(text.accept(verdict(8, finding(Action.BLOCK, 0, 3)), true))
        .isEqualTo(new GrowingText.Release("good", false));
  }

  @Test
  void endsBeforeTheFirstBlockAndReleasesWhatIsSettledThere() {
    text.append("one two three");
    text.window(false);

    assertThat(
            text.accept(
                verdict(2, finding(Action.BLOCK, 8, 13), finding(Action.BLOCK, 4, 7)), false))
        .isEqualTo(new GrowingText.Release("on", true));
    assertThat(text.holdsBack()).isTrue();

    assertThat(text.window(true)).isEqualTo(new ScreenRequest.Item("one ", 2, true));
    assertThat(text.accept(verdict(4), verdict(4))).isEqualTo(new GrowingText.Release("e ", false));
  }

  @Test
  void aBlockWithoutLengthIsOne() {
    text.append("one");
    text.window(true);

    assertThat(text.accept(verdict(3, finding(Action.BLOCK, 0, 0)), true))
        .isEqualTo(new GrowingText.Release("", true));
  }

  @Test
  void aBlockThatReachesIntoTheReleasedPartReleasesNothingMore() {
    text.append("one two");
    text.window(false);
    text.accept(verdict(5), false);
    text.append(" three");
    text.window(false);

    assertThat(text.accept(verdict(13, finding(Action.BLOCK, 4, 13)), false))
        .isEqualTo(new GrowingText.Release("", true));
  }

  @Test
  void doesNotReleaseHalfOfWhatIsToBeRedacted() {
    text.append("call 555-1234 now");
    text.window(false);

    assertThat(text.accept(verdict(8, finding(Action.REDACT, 5, 13)), false))
        .isEqualTo(new GrowingText.Release("call ", false));
    text.window(true);
    assertThat(text.accept(verdict(17, finding(Action.REDACT, 5, 13)), true))
        .isEqualTo(new GrowingText.Release("# now", false));
  }

  @Test
  void doesNotReleaseHalfOfOverlappingRedactionsHoweverTheyAreOrdered() {
    text.append("0123456789");
    text.window(false);

    assertThat(
            text.accept(
                verdict(8, finding(Action.REDACT, 7, 9), finding(Action.REDACT, 3, 8)), false))
        .isEqualTo(new GrowingText.Release("012", false));
  }

  @Test
  void replacesOverlappingRedactionsWhole() {
    Verdict verdict = verdict(10, finding(Action.REDACT, 2, 6), finding(Action.REDACT, 4, 8));

    assertThat(Redaction.apply(verdict, "0123456789")).isEqualTo("01#89");
  }

  @Test
  void doesNotReleaseHalfASurrogatePair() {
    text.append("a\uD83D");
    assertThat(text.window(false).text()).isEqualTo("a");
    text.accept(verdict(1), false);
    text.append("\uDE00b");
    assertThat(text.window(false).text()).isEqualTo("a\uD83D\uDE00b");

    assertThat(text.accept(verdict(2), false)).isEqualTo(new GrowingText.Release("", false));
    text.window(true);
    assertThat(text.accept(verdict(4), true))
        .isEqualTo(new GrowingText.Release("\uD83D\uDE00b", false));
  }

  @Test
  void theWholeTextCanStillBeRefusedAtItsEnd() {
    text.append("x".repeat(1000));
    text.window(false);
    text.accept(verdict(1000), false);
    text.append("harmless end");
    text.window(true);

    assertThat(
            text.accept(
                verdict(ScreenRequest.CONTEXT + 12), verdict(1012, finding(Action.BLOCK, 0, 1012))))
        .isEqualTo(new GrowingText.Release("", true));
  }

  @Test
  void theWholeTextRefusedWithinTheLastWindowReleasesWhatStandsBefore() {
    text.append("x".repeat(1000));
    text.window(false);
    text.accept(verdict(1000), false);
    text.append("harmless end");
    text.window(true);

    assertThat(
            text.accept(
                verdict(ScreenRequest.CONTEXT + 12),
                verdict(1012, finding(Action.BLOCK, 1009, 1012))))
        .isEqualTo(new GrowingText.Release("harmless ", true));
  }

  @Test
  void whatOnlyTheWholeTextShowsIsRedactedAsFarAsItIsHeldBack() {
    text.append("call 555");
    text.window(false);
    assertThat(text.begun()).isFalse();
    text.accept(verdict(5), false);
    text.append("-1234 now");
    text.window(true);

    assertThat(text.begun()).isTrue();
    assertThat(text.accept(verdict(17), verdict(17, finding(Action.REDACT, 2, 13))))
        .isEqualTo(new GrowingText.Release("# now", false));
  }

  private static Verdict.Finding finding(Action action, int start, int end) {
    @Nullable String replacement = action == Action.REDACT ? "#" : null;
    return new Verdict.Finding(Category.PII, action, 1, "pattern", "rule", start, end, replacement);
  }

  private static Verdict verdict(int settled, Verdict.Finding... findings) {
    return new Verdict(Action.ALLOW, Map.of(), List.of(findings), settled);
  }
}
