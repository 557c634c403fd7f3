package dev.hearth.registry.registration;

import dev.hearth.registry.manifest.Content;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants registered: a manifest or its address, a document, or both.
 *
 * @param manifest the manifest's bytes, or null
 * @param manifestUrl where the manifest is to be fetched, or null
 * @param document the OpenAPI document's bytes, or null if the manifest says where it is
 * @param logo the logo, or null
 * @param baseUrl what the tools are called at, whatever the document says; null to go by it
 */
record Submission(
    @Nullable Content manifest,
    @Nullable URI manifestUrl,
    @Nullable Content document,
    @Nullable Content logo,
    @Nullable URI baseUrl) {

  /** A manifest to be fetched. */
  static Submission at(URI manifestUrl) {
    return new Submission(null, manifestUrl, null, null, null);
  }
}
