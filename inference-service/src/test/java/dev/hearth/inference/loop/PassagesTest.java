package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.embedding.MiniLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences out of what searches find. */
class PassagesTest {

  private static final Passages PASSAGES = new Passages(new Similarity(new MiniLm()));

  private static final String FOUND =
      """
      {"query": "…", "results": [
        {"text": "The mill at Orsa was built in 1712 by Anders Holm. It grinds rye and barley. Visitors \
      may see it on Saturdays, and a guided tour costs six crowns.", "title": "Mill guide",
         "source": "mill.md", "score": 0.93},
        {"text": "New colleagues have 26 days of leave. The leave is asked for with Ms Reva, two weeks \
      ahead. Whoever falls ill calls before nine.", "title": "Staff handbook",
         "source": "staff.pdf", "score": 0.71}]}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "When was the mill built? | in 1712 by Anders Holm. (Mill guide, mill.md)",
        "What does a guided tour of the mill cost? | six crowns. (Mill guide, mill.md)",
        "What does the mill at Orsa grind? | rye and barley. (Mill guide, mill.md)",
        "How many days of leave do new colleagues have? | 26 days of leave. (Staff handbook,",
        "Whom do I ask for leave? | with Ms Reva",
        "What must I do when I fall ill? | before nine. (Staff handbook, staff.pdf)"
      })
  void theSentenceThatAnswersIsQuotedWithItsSource(String question, String sentence) {
    assertThat(PASSAGES.answer(question, FOUND)).get().asString().contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Who wrote Hamlet?",
        "What is the capital of France?",
        "How high is Mount Everest?",
        "When did the Titanic sink?",
        "Why is the sky blue?"
      })
  void whatIsAboutSomethingElseIsNoAnswer(String question) {
    assertThat(PASSAGES.answer(question, FOUND)).isEmpty();
  }

  @Test
  void addressesAreCitedWhereThereAreSome() {
    assertThat(
            PASSAGES.answer(
                "How long is the Vasa bridge?",
                """
                {"results": [{"url": "https://example.org/vasa", "title": "Vasa bridge", "content":
                  "The Vasa bridge is 417 metres long."}]}
                """))
        .contains("The Vasa bridge is 417 metres long. (Vasa bridge, https://example.org/vasa)");
  }

  @Test
  void whatWasCutOffServesAsFarAsItGoes() {
    String cut = FOUND.substring(0, FOUND.indexOf("Whoever")) + "… (cut)";

    assertThat(PASSAGES.answer("When was the mill built?", cut)).get().asString().contains("1712");
  }

  @Test
  void nothingFoundIsNoAnswer() {
    assertThat(PASSAGES.answer("When was the mill built?", "{\"results\": []}")).isEmpty();
  }
}
