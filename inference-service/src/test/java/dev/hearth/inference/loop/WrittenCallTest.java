package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrittenCallTest {

  @Test
  void findsACallAmongWords() {
    assertThat(
            WrittenCall.in(
                "Sure!\n{\"tool\": \"weather\", \"arguments\": {\"city\": \"Rome\"}}\nDone."))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.tool()).isEqualTo("weather");
              assertThat(String.valueOf(call.arguments())).isEqualTo("{\"city\":\"Rome\"}");
            });
  }

  @Test
  void findsSeveralCalls() {
    assertThat(
            WrittenCall.in(
                "{\"name\": \"a\", \"parameters\": {}}\n{\"name\": \"b\", \"parameters\": {}}"))
        .extracting(WrittenCall::tool)
        .containsExactly("a", "b");
  }

  @Test
  void aCallThatBreaksOffHasNoArguments() {
    assertThat(WrittenCall.in("{\"tool\": \"weather\", \"arguments\": {\"city\": \"Ro"))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.tool()).isEqualTo("weather");
              assertThat(call.arguments()).isNull();
            });
  }

  @Test
  void otherJsonIsNoCall() {
    assertThat(WrittenCall.in("The answer is {\"result\": 4}.")).isEmpty();
  }
}
