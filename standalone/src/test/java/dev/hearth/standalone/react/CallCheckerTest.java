package dev.hearth.standalone.react;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CallCheckerTest {

  private static final CallChecker CHECKER =
      new CallChecker(
          JsonMapper.shared()
              .readTree(
                  """
                  [{"name": "trip", "parameters": {"type": "dict",
                    "required": ["city", "days", "budget"], "properties": {
                      "city": {"type": "string"}, "days": {"type": "integer"},
                      "budget": {"type": "float"}, "stops": {"type": "array",
                        "items": {"type": "string"}},
                      "guest": {"type": "dict"}}}}]
                  """));

  private static final String ACCEPTED =
      """
      [{"trip": {"city": ["New York", "New York, NY"], "days": [3], "budget": [100.0],
        "stops": ["", ["Boston", "Albany"]],
        "guest": ["", {"name": ["Ann"], "age": [30, ""]}]}}]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'city': 'New York', 'days': 3, 'budget': 100} | right",
        "{'city': 'new york ny', 'days': 3, 'budget': 100.0} | right",
        "{'city': 'Boston', 'days': 3, 'budget': 100} | value of city",
        "{'city': 'New York', 'days': 3.0, 'budget': 100} | type of days",
        "{'city': 'New York', 'days': '3', 'budget': 100} | type of days",
        "{'city': 'New York', 'budget': 100} | missing days",
        "{'city': 'New York', 'days': 3, 'budget': 100, 'pets': 1} | unexpected pets",
        "{'city': 'New York', 'days': 3, 'budget': 100, 'stops': ['boston', 'Albany']} | right",
        "{'city': 'New York', 'days': 3, 'budget': 100, 'stops': ['Albany', 'Boston']} | value of"
            + " stops",
        "{'city': 'New York', 'days': 3, 'budget': 100, 'guest': {'name': 'Ann'}} | right",
        "{'city': 'New York', 'days': 3, 'budget': 100, 'guest': {'age': 30}} | value of guest",
      })
  void judgesArgumentsByTheAcceptedValues(String arguments, String why) {
    Call call = new Call("trip", JsonMapper.shared().readTree(arguments.replace('\'', '"')));

    assertThat(CHECKER.check(List.of(call), JsonMapper.shared().readTree(ACCEPTED)).why())
        .isEqualTo(why);
  }

  @ParameterizedTest
  @CsvSource({"0", "2"})
  void wantsAsManyCallsAsAreAccepted(int count) {
    Call call = new Call("trip", JsonMapper.shared().createObjectNode());

    assertThat(
            CHECKER
                .check(
                    java.util.Collections.nCopies(count, call),
                    JsonMapper.shared().readTree(ACCEPTED))
                .right())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"50, 100, 0.404, 0.596", "0, 100, 0.0, 0.037", "95, 100, 0.888, 0.978"})
  void knowsHowSureAShareIs(int right, int rows, double low, double high) {
    Interval interval = Interval.wilson(right, rows);

    assertThat(interval.low()).isCloseTo(low, org.assertj.core.data.Offset.offset(0.001));
    assertThat(interval.high()).isCloseTo(high, org.assertj.core.data.Offset.offset(0.001));
  }
}
