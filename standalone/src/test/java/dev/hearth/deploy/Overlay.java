package dev.hearth.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is deployed: the overlays, and the production overlay with each optional component. */
enum Overlay {
  LOCAL("local", Optional.empty()),
  PRODUCTION("production", Optional.empty()),
  PRODUCTION_WITH_VLLM("production", Optional.of("vllm")),
  PRODUCTION_WITH_GATEWAY_API("production", Optional.of("gateway-api"));

  private final String folder;
  private final Optional<String> component;

  Overlay(String folder, Optional<String> component) {
    this.folder = folder;
    this.component = component;
  }

  /**
   * Renders it.
   *
   * @param scratch a folder to work in
   */
  Manifests render(Path scratch) {
    try {
      return Manifests.render(folder, component, Files.createTempDirectory(scratch, folder));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** The secrets that others make: those of the overlay's example. */
  Manifests external() {
    Path example = Path.of("../k8s/overlays", folder, "secrets.example.yaml");
    try {
      return Files.exists(example)
          ? Manifests.parse(Files.readString(example))
          : new Manifests(List.of());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
