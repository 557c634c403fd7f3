package dev.hearth.deploy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of one version of Kubernetes, from its own OpenAPI document, and of the custom
 * resources of the Gateway API and the Prometheus operator. A field they do not know is an error.
 * {@code bench/kubernetes/schemas} makes them.
 */
final class KubernetesSchemas {

  /** Those that are supported. */
  static final List<String> VERSIONS = List.of("1.34", "1.35", "1.36", "1.37");

  private final Map<String, Schema> schemas = new HashMap<>();

  /**
   * Reads the schemas.
   *
   * @param version one of {@link #VERSIONS}
   */
  KubernetesSchemas(String version) {
    read(version);
    read("custom");
  }

  private void read(String name) {
    JsonNode document;
    try (InputStream in =
        Objects.requireNonNull(
            KubernetesSchemas.class.getResourceAsStream("/kubernetes/" + name + ".json"))) {
      document = JsonMapper.shared().readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    document
        .path("kinds")
        .properties()
        .forEach(
            kind -> {
              ObjectNode schema = (ObjectNode) kind.getValue().deepCopy();
              schema.set("$defs", document.path("$defs"));
              schemas.put(kind.getKey(), registry.getSchema(schema.toString(), InputFormat.JSON));
            });
  }

  /** What is wrong with a manifest; nothing if it fits. */
  List<String> complaints(JsonNode manifest) {
    String kind = manifest.path("apiVersion").asString("") + "/" + Manifests.kind(manifest);
    Schema schema = schemas.get(kind);
    if (schema == null) {
      return List.of(Manifests.title(manifest) + ": there is no " + kind);
    }
    List<String> complaints = new ArrayList<>();
    schema
        .validate(manifest)
        .forEach(error -> complaints.add(Manifests.title(manifest) + ": " + error));
    return complaints;
  }
}
