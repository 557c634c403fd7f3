package dev.hearth.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Findings;
import io.swagger.parser.OpenAPIParser;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OpenApiReaderTest {

  private static final OpenApiReader.Origin NOWHERE = new OpenApiReader.Origin(null, null, null);

  private final Findings findings = new Findings();

  private OpenApiReader.Document read(String document) {
    return Objects.requireNonNull(
        OpenApiReader.read(document, NOWHERE, findings), () -> findings.list().toString());
  }

  private List<String> rules() {
    return findings.list().stream().map(Finding::rule).toList();
  }

  /** swagger-parser 2.1.48 throws a NullPointerException on this document of the collection. */
  @Test
  void readsASwaggerDocumentWithAnEmptyResponse() {
    OpenApiReader.Document document =
        read(
            """
            swagger: "2.0"
            info: {title: T, version: "1"}
            host: api.example.org
            paths:
              /a:
                get: {operationId: a, responses: {"200": }}
            """);

    assertThat(document.tools()).hasSize(1);
  }

  /** swagger-parser 2.1.48 gives up on the whole document for one such character. */
  @Test
  void readsADocumentWithAControlCharacterInADescription() {
    String text =
        """
        openapi: 3.0.3
        info: {title: T, version: "1"}
        servers: [{url: "https://api.example.org"}]
        paths:
          /a:
            get: {operationId: a, summary: "Emoji \u009f", responses: {"200": {description: ok}}}
        """;

    assertThat(read(text).tools().getFirst().description()).isEqualTo("Emoji");
    assertThat(new OpenAPIParser().readContents(text, null, null).getOpenAPI()).isNull();
  }

  @Test
  void putsASlashBeforeAPathThatHasNone() {
    OpenApiReader.Document document =
        read(
            """
            openapi: 3.0.3
            info: {title: T, version: "1"}
            servers: [{url: "https://api.example.org/v1/"}]
            paths:
              docs:
                get: {operationId: a, responses: {"200": {description: ok}}}
            """);

    assertThat(document.tools().getFirst().operation().path()).isEqualTo("/docs");
  }

  @Test
  void aGivenBaseAddressGoesBeforeWhatTheDocumentNames() {
    String text =
        """
        openapi: 3.0.3
        info: {title: T, version: "1"}
        servers: [{url: "http://localhost:8000"}]
        paths:
          /a:
            servers: [{url: "https://other.example.org"}]
            get: {operationId: a, responses: {"200": {description: ok}}}
        """;
    OpenApiReader.Document document =
        Objects.requireNonNull(
            OpenApiReader.read(
                text,
                new OpenApiReader.Origin(null, null, URI.create("https://search.example.org/x")),
                findings));

    assertThat(document.tools().getFirst().operation().server())
        .isEqualTo(URI.create("https://search.example.org/x"));
  }

  @Test
  void saysThatWebhooksAloneCannotBeCalled() {
    OpenApiReader.Document document =
        OpenApiReader.read(
            "{\"openapi\":\"3.1.0\",\"webhooks\":{\"new\":{\"post\":{}}}}", NOWHERE, findings);

    assertThat(document).isNull();
    assertThat(rules()).containsExactly("webhooks-only");
  }

  @Test
  void cutsArgumentsThatTakeTooMuchOfTheContext() {
    StringBuilder properties = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      properties.append(
          "\"field_number_%d\":{\"type\":\"object\",\"description\":\"%s\",\"properties\":{\"x\":{\"type\":\"string\"}}},"
              .formatted(i, "words and ".repeat(15)));
    }
    OpenApiReader.Document document =
        read(
            """
            {"openapi":"3.0.3","servers":[{"url":"https://api.example.org"}],"paths":{"/a":{"post":{
             "operationId":"a","requestBody":{"content":{"application/json":{"schema":{
             "type":"object","required":["needed"],"properties":{%s"needed":{"type":"string"}}
            }}}}}}}}
            """
                .formatted(properties));

    ToolDraft tool = document.tools().getFirst();
    assertThat(tool.tokens()).isLessThanOrEqualTo(OpenApiReader.MOST_TOKENS + 20);
    assertThat(tool.parameters().at("/properties/needed/type").asString()).isEqualTo("string");
    assertThat(tool.parameters().at("/properties").size()).isGreaterThan(20);
    assertThat(rules()).contains("schema-cut");
  }
}
