package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sentences ask for what may stand in a text. */
class InquiryTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "When does the swimming pool open on Sundays?",
        "In which year was the mill built?",
        "Does the museum have a café?",
        "How many days of leave do new colleagues get?",
        "How do you reset the alarm of the east gate?",
        "If the lift stands still, who must be called?",
        "I need information about the fire drill.",
        "Explain the rules for guests."
      })
  void aQuestionOfFactIsSearchedForAsItIs(String question) {
    assertThat(Inquiry.in(question)).contains(question);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Please search the web for the tallest tower of Norway. | the tallest tower of Norway.",
        "Can you look up the opening hours of the library? | the opening hours of the library?",
        "Could you tell me when the ferry leaves? | when the ferry leaves?",
        "Do you know who leads the choir? | who leads the choir?",
        "Hi, what does parking cost? | what does parking cost?"
      })
  void courtesyAndTheOrderToSearchAreNoPartOfTheQuery(String question, String query) {
    assertThat(Inquiry.in(question)).contains(query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello, how are you?",
        "Hi!",
        "Thanks, that was helpful.",
        "What can you do?",
        "Who are you?",
        "What is your name?",
        "How's it going?",
        "Write a short poem about the sea.",
        "Can you write a letter to my landlord?",
        "Give me 3 tips for sleeping better.",
        "Translate 'good morning' to French.",
        "Tell me a joke.",
        "What is 17 × 23?",
        "How much is 15 percent of 240?",
        "What is the square root of 1764?",
        "My dog is called Rex."
      })
  void smallTalkOrdersAndCalculationsAskForNothingInTexts(String sentence) {
    assertThat(Inquiry.in(sentence)).isEmpty();
  }
}
