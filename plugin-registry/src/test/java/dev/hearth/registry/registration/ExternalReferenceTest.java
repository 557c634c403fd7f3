package dev.hearth.registry.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.registry.RegistryTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExternalReferenceTest extends RegistryTest {

  private Answer register(String team, String reference) {
    INTERNAL.on(
        "/refs/manifest.json",
        "application/json",
        """
        {"schema_version":"v1","name_for_human":"Refs","name_for_model":"refs",
         "description_for_human":"d","description_for_model":"d","auth":{"type":"none"},
         "api":{"type":"openapi","url":"%s/refs/openapi.yaml"}}
        """
            .formatted(INTERNAL.origin()));
    INTERNAL.on(
        "/refs/openapi.yaml",
        "text/yaml",
        """
        openapi: 3.0.3
        info: {title: Refs, version: "1"}
        servers: [{url: /api}]
        paths:
          /notes:
            post:
              operationId: add_note
              summary: Add a note
              requestBody:
                required: true
                content: {application/json: {schema: {$ref: "%s"}}}
              responses: {"201": {description: made}}
        components: {schemas: {Author: {type: string, description: who wrote it}}}
        """
            .formatted(reference));
    return post(
            team,
            "/v1/plugins",
            "{\"manifest_url\":\"%s/refs/manifest.json\"}".formatted(INTERNAL.origin()))
        .has(201);
  }

  private static List<String> rules(Answer answer) {
    return answer.json().at("/findings").findValuesAsString("rule");
  }

  @Test
  void readsTheFilesThatADocumentRefersToAndWhatTheyReferTo() {
    INTERNAL.on(
        "/refs/parts/note.yaml",
        "text/yaml",
        """
        Note:
          type: object
          required: [text]
          properties:
            text: {$ref: "#/Text"}
            author: {$ref: "../openapi.yaml#/components/schemas/Author"}
            parent: {$ref: "note.yaml#/Note"}
            length: {$ref: "length.json"}
        Text: {type: string, maxLength: 500}
        """);
    INTERNAL.on("/refs/parts/length.json", "application/json", "{\"type\":\"integer\"}");

    Answer answer = register("ref-1", "parts/note.yaml#/Note");

    String schema = "/tools/0/parameters/properties/";
    assertThat(answer.json().at(schema + "text/maxLength").asInt()).isEqualTo(500);
    assertThat(answer.at(schema + "author/description")).isEqualTo("who wrote it");
    assertThat(answer.at(schema + "length/type")).isEqualTo("integer");
    assertThat(answer.json().at("/tools/0/parameters/required/0").asString()).isEqualTo("text");
    assertThat(rules(answer)).isEmpty();
    assertThat(INTERNAL.asked("/refs/parts/note.yaml")).hasSize(1);
  }

  @Test
  void fetchesNothingThatTheGuardRefuses() {
    Answer answer = register("ref-2", STRANGER.origin() + "/secret.yaml#/a");

    assertThat(rules(answer)).contains("unreachable-reference", "external-reference");
    assertThat(STRANGER.asked("/secret.yaml")).isEmpty();
  }
}
