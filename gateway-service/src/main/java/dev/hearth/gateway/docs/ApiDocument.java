package dev.hearth.gateway.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /v3/api-docs}: the OpenAPI document that is kept in {@code openapi/hearth.yaml}. */
@RestController
@ConditionalOnProperty(name = "hearth.gateway.docs.enabled", matchIfMissing = true)
class ApiDocument {

  private static final String SOURCE = "/openapi/hearth.yaml";
  private static final MediaType YAML =
      new MediaType("application", "yaml", StandardCharsets.UTF_8);

  private final byte[] yaml;
  private final byte[] json;

  ApiDocument(JsonMapper mapper) throws IOException {
    try (InputStream source =
        Objects.requireNonNull(ApiDocument.class.getResourceAsStream(SOURCE), SOURCE)) {
      yaml = source.readAllBytes();
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(1000);
    Object document =
        new Yaml(new SafeConstructor(options)).load(new String(yaml, StandardCharsets.UTF_8));
    json = mapper.writeValueAsBytes(document);
  }

  @GetMapping("/v3/api-docs")
  ResponseEntity<byte[]> json() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json);
  }

  @GetMapping("/v3/api-docs.yaml")
  ResponseEntity<byte[]> yaml() {
    return ResponseEntity.ok().contentType(YAML).body(yaml);
  }
}
