package dev.hearth.contracts.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Verdict.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void overlappingFindingsAreRedactedWhole() {
    Verdict verdict =
        new Verdict(
            Action.REDACT, Map.of(), List.of(redacted(5, 15), redacted(0, 10), redacted(2, 4)), 18);

    assertThat(verdict.redact("0123456789abcdeFGH")).isEqualTo("[pii]FGH");
  }

  @Test
  void theBeginningOfATextIsRedactedAsFarAsItGoes() {
    Verdict verdict =
        new Verdict(Action.REDACT, Map.of(), List.of(redacted(2, 6), redacted(8, 12)), 12);

    assertThat(verdict.redact("ab")).isEqualTo("ab");
    assertThat(verdict.redact("abcd")).isEqualTo("ab[pii]");
    assertThat(verdict.redact("abcdefgh")).isEqualTo("ab[pii]gh");
  }

  @Test
  void whatIsOnlyFlaggedStays() {
    Finding flagged = new Finding(Category.PII, Action.FLAG, 1, "detector", "x", 0, 3, null);

    assertThat(new Verdict(Action.FLAG, Map.of(), List.of(flagged), 6).redact("abcdef"))
        .isEqualTo("abcdef");
  }

  private static Finding redacted(int start, int end) {
    return new Finding(Category.PII, Action.REDACT, 1, "detector", "x", start, end, "[pii]");
  }
}
