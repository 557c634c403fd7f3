package dev.hearth.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The objects that a kustomization renders to.
 *
 * @param objects in the order in which they are applied
 */
record Manifests(List<JsonNode> objects) {

  private static final Path K8S = Path.of("../k8s");
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Renders an overlay. Works on a copy, in which the secrets of the local overlay are made.
   *
   * @param overlay such as {@code production}
   * @param component an optional component on top of it, such as {@code vllm}
   * @param scratch an empty folder
   */
  static Manifests render(String overlay, Optional<String> component, Path scratch) {
    try {
      copy(K8S, scratch);
      run(scratch.resolve("overlays/local/make-secrets"));
      Path folder = scratch.resolve("overlays").resolve(overlay);
      if (component.isPresent()) {
        Files.writeString(
            folder.resolve("kustomization.yaml"),
            "components: [../../components/%s]\n".formatted(component.get()),
            StandardOpenOption.APPEND);
      }
      return parse(run(scratch.resolve("render"), folder.toString()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Manifests parse(String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return new Manifests(documents.readAll().stream().filter(JsonNode::isObject).toList());
    }
  }

  /** Copies that can be changed without changing these. */
  Manifests copy() {
    return new Manifests(new ArrayList<>(objects.stream().map(JsonNode::deepCopy).toList()));
  }

  Stream<JsonNode> ofKind(String... kinds) {
    return objects.stream().filter(object -> List.of(kinds).contains(kind(object)));
  }

  Optional<JsonNode> find(String kind, String name) {
    return ofKind(kind).filter(named(name)).findFirst();
  }

  /** The object of this kind and name, which must be there. */
  JsonNode get(String kind, String name) {
    return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /** Everything that runs pods. */
  List<Workload> workloads() {
    return ofKind("Deployment", "StatefulSet", "Job").map(Workload::new).toList();
  }

  static String kind(JsonNode object) {
    return object.path("kind").asString("");
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asString("");
  }

  /** How an object is named in messages. */
  static String title(JsonNode object) {
    return kind(object) + " " + name(object);
  }

  private static Predicate<JsonNode> named(String name) {
    return object -> name(object).equals(name);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.startsWith(from.resolve("overlays/local/secrets"))) {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private static String run(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("render", ".yaml");
    Path errors = Files.createTempFile("render", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(
            "%s ended with %d: %s"
                .formatted(command, status, Files.readString(errors, StandardCharsets.UTF_8)));
      }
      return Files.readString(output);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
