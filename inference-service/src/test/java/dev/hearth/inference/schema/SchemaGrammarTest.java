package dev.hearth.inference.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class SchemaGrammarTest {

  @Test
  void factorsTextsByTheirCommonBeginnings() throws Exception {
    assertThat(grammar("{\"enum\": [\"red\", \"reed\", \"blue\"]}"))
        .isEqualTo("root ::= \"\\\"\" (\"blue\\\"\" | \"re\" (\"d\\\"\" | \"ed\\\"\"))\n");
  }

  @Test
  void quotesWhatTheNotationWouldRead() throws Exception {
    assertThat(grammar("{\"const\": \"a\\\"b\\\\c\"}"))
        .isEqualTo("root ::= \"\\\"a\\\\\\\"b\\\\\\\\c\\\"\"\n");
  }

  @Test
  void followsReferencesWithinTheDocument() throws Exception {
    assertThat(
            grammar(
                """
                {"$defs": {"n": {"type": "null"}}, "type": "object", "required": ["a"],
                 "properties": {"a": {"$ref": "#/$defs/n"}}}
                """))
        .contains("\"\\\"a\\\": \" \"null\"");
  }

  @Test
  void demandsWhatIsRequiredThoughNothingIsSaidOfIt() throws Exception {
    assertThat(grammar("{\"type\": \"object\", \"required\": [\"adults\", \"children\"]}"))
        .contains("\"\\\"adults\\\": \" any0", "\"\\\"children\\\": \" any0")
        .contains("root ::= \"{\" member");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"nonsense\"}",
        "{\"$ref\": \"https://example.com/schema\"}",
        "{\"$ref\": \"#/$defs/missing\"}",
        "{\"$ref\": \"#\"}",
        "{\"enum\": []}",
        "[1]",
        "3"
      })
  void refusesWhatItCannotHold(String schema) {
    assertThatThrownBy(() -> grammar(schema)).isInstanceOf(UnsupportedSchemaException.class);
  }

  private static String grammar(String schema) throws UnsupportedSchemaException {
    return SchemaGrammar.of(JsonMapper.shared().readTree(schema));
  }
}
