package dev.hearth.contracts.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Verdict.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

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

  @Test
  void isOutgrownByWordsAndByTheEndsOfSentences() {
    Verdict verdict = new Verdict(Action.ALLOW, Map.of(), List.of(), 0, 3);

    assertThat(verdict.outgrown("so", 2)).as("nothing came").isFalse();
    assertThat(verdict.outgrown("so far and", 2)).as("the third word may go on").isFalse();
    assertThat(verdict.outgrown("so far and ", 2)).isTrue();
    assertThat(verdict.outgrown("so 3,", 2)).as("a number and a mark").isFalse();
    assertThat(verdict.outgrown("so 3, ", 2)).isTrue();
    assertThat(verdict.outgrown("so.", 2)).as("3.14 may become of it").isFalse();
    assertThat(verdict.outgrown("so. ", 2)).isTrue();
    assertThat(verdict.outgrown("so. Go", 3)).as("the stop was judged, its word was not").isTrue();
    assertThat(verdict.outgrown("so\n", 2)).isTrue();
    assertThat(verdict.outgrown("so é", 2)).isTrue();
    assertThat(verdict.outgrown("so½ a", 3)).as("more words than characters").isTrue();
    assertThat(verdict.outgrown("so" + "x".repeat(50), 2)).isFalse();
    assertThat(verdict.outgrown("so" + "x".repeat(70), 2)).isTrue();
    assertThat(verdict.outgrown("so" + " ".repeat(256), 2)).isFalse();
    assertThat(verdict.outgrown("so" + " ".repeat(257), 2)).isTrue();
  }

  @Test
  void saysItsPaceInJsonAndCanBeReadWithout() {
    JsonMapper mapper = new JsonMapper();
    Verdict paced = new Verdict(Action.ALLOW, Map.of(), List.of(), 3, 14);
    Verdict silent = new Verdict(Action.ALLOW, Map.of(), List.of(), 3);

    assertThat(mapper.readValue(mapper.writeValueAsString(paced), Verdict.class)).isEqualTo(paced);
    assertThat(mapper.readValue(mapper.writeValueAsString(silent), Verdict.class))
        .isEqualTo(silent);
    assertThat(
            mapper.readValue(
                "{\"action\":\"allow\",\"scores\":{},\"findings\":[],\"settled\":3}",
                Verdict.class))
        .isEqualTo(silent);
  }

  @Test
  void maySettleMoreAtAnyTimeIfItSaysNothing() {
    Verdict verdict = new Verdict(Action.ALLOW, Map.of(), List.of(), 0);

    assertThat(verdict.outgrown("so", 2)).isFalse();
    assertThat(verdict.outgrown("so f", 2)).isTrue();
  }

  private static Finding redacted(int start, int end) {
    return new Finding(Category.PII, Action.REDACT, 1, "detector", "x", start, end, "[pii]");
  }
}
