package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.embedding.MiniLm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a question names, given out to a tool's parameters. */
class GroundingTest {

  private static final Similarity SIMILARITY = new Similarity(new MiniLm());

  @Test
  void givesEachParameterTheNumberThatItsNameStandsBeside() {
    assertThat(
            first(
                "I am 180 cm tall and weigh 75 kg. What is my BMI?",
                """
                {"type": "object", "required": ["weight", "height"], "properties": {
                  "weight": {"type": "number", "description": "Weight in kilograms."},
                  "height": {"type": "number", "description": "Height in centimeters."}}}
                """))
        .containsEntry("weight", "75")
        .containsEntry("height", "180");
  }

  @Test
  void aPercentageForAFractionIsPutInParts() {
    Map<String, String> call =
        first(
            "What does a loan of $2,000 at an interest rate of 5% cost?",
            """
            {"type": "object", "required": ["amount", "interest_rate"], "properties": {
              "amount": {"type": "integer", "description": "The amount of the loan."},
              "interest_rate": {"type": "number", "description": "The annual interest rate."}}}
            """);

    assertThat(call).containsEntry("amount", "2000").containsEntry("interest_rate", "0.05");
  }

  @Test
  void aListIsTakenWhole() {
    assertThat(
            first(
                "Sort [5, 3, -4] in descending order.",
                """
                {"type": "object", "required": ["numbers", "order"], "properties": {
                  "numbers": {"type": "array", "items": {"type": "integer"}},
                  "order": {"type": "string", "enum": ["ascending", "descending"]}}}
                """))
        .containsEntry("numbers", "[5,3,-4]")
        .containsEntry("order", "\"descending\"");
  }

  @Test
  void whatIsOptionalAndNotNamedIsLeftOut() {
    assertThat(
            first(
                "Find flights from Oslo to Rome.",
                """
                {"type": "object", "required": ["origin", "destination"], "properties": {
                  "origin": {"type": "string", "description": "City to leave."},
                  "destination": {"type": "string", "description": "City to fly to."},
                  "direct": {"type": "boolean", "description": "Whether without a stop."},
                  "seats": {"type": "integer", "description": "Number of seats."}}}
                """))
        .isEqualTo(Map.of("origin", "\"Oslo\"", "destination", "\"Rome\""));
  }

  @Test
  void severalNamesForOneParameterAreSeveralCalls() {
    List<Map<String, List<JsonNode>>> calls =
        calls(
            "What is the weather in Paris, Madrid and Vienna?",
            """
            {"type": "object", "required": ["city"], "properties": {
              "city": {"type": "string", "description": "The city."}}}
            """);

    assertThat(calls)
        .extracting(call -> call.getOrDefault("city", List.of()).getFirst().asString())
        .containsExactlyInAnyOrder("Paris", "Madrid", "Vienna");
  }

  private static final String TRIANGLE =
      """
      {"type": "object", "required": ["base", "height"], "properties": {
        "base": {"type": "integer", "description": "The base of the triangle."},
        "height": {"type": "integer", "description": "The height of the triangle."}}}
      """;

  @Test
  void clausesThatNameTheSameAgainAreACallEach() {
    assertThat(
            all(
                "Find the area of a triangle with a base of 6 and a height of 4, and then of one"
                    + " with a base of 12 and a height of 9.",
                TRIANGLE))
        .containsExactly(Map.of("base", "6", "height", "4"), Map.of("base", "12", "height", "9"));
  }

  @Test
  void whatALaterClauseLeavesOutHoldsOn() {
    assertThat(
            all(
                "Find the area of a triangle with a base of 6 and a height of 4, then repeat it"
                    + " with a height of 9.",
                TRIANGLE))
        .containsExactly(Map.of("base", "6", "height", "4"), Map.of("base", "6", "height", "9"));
  }

  @Test
  void bracketsOfAsManyNumbersAsAreWantedAreACallEach() {
    assertThat(all("What are the areas of the triangles (6, 4) and (12, 9)?", TRIANGLE))
        .containsExactly(Map.of("base", "6", "height", "4"), Map.of("base", "12", "height", "9"));
  }

  private static final String STATISTICS =
      """
      {"type": "object", "required": ["team", "season"], "properties": {
        "team": {"type": "string", "description": "The name of the team."},
        "season": {"type": "integer", "description": "The year of the season."}}}
      """;

  @Test
  void listsAreCombinedUnlessTheyGoInStep() {
    assertThat(all("How did the teams Holm and Orsa do in the seasons 2019 and 2020?", STATISTICS))
        .hasSize(4);
    assertThat(
            all(
                "How did the teams Holm and Orsa do in the seasons 2019 and 2020 respectively?",
                STATISTICS))
        .containsExactly(
            Map.of("team", "\"Holm\"", "season", "2019"),
            Map.of("team", "\"Orsa\"", "season", "2020"));
  }

  @Test
  void whatLiesBetweenTwoIsOneCall() {
    assertThat(
            all(
                "Which trains run between Oslo and Rome?",
                """
                {"type": "object", "required": ["start", "end"], "properties": {
                  "start": {"type": "string", "description": "Where it starts."},
                  "end": {"type": "string", "description": "Where it ends."}}}
                """))
        .containsExactly(Map.of("start", "\"Oslo\"", "end", "\"Rome\""));
  }

  @Test
  void whatIsNeededAndNotNamedHasNoCandidates() {
    assertThat(
            calls(
                    "What is my body mass index?",
                    """
                    {"type": "object", "required": ["weight"], "properties": {
                      "weight": {"type": "number", "description": "Weight in kilograms."}}}
                    """)
                .getFirst())
        .containsEntry("weight", List.of());
  }

  private static Map<String, String> first(String question, String schema) {
    return all(question, schema).getFirst();
  }

  private static List<Map<String, String>> all(String question, String schema) {
    return calls(question, schema).stream()
        .map(
            call -> {
              Map<String, String> texts = new HashMap<>();
              call.forEach((name, values) -> texts.put(name, values.getFirst().toString()));
              return texts;
            })
        .toList();
  }

  private static List<Map<String, List<JsonNode>>> calls(String question, String schema) {
    return new Grounding(question, SIMILARITY, 0).calls(JsonMapper.shared().readTree(schema));
  }
}
