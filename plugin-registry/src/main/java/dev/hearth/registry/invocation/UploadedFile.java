package dev.hearth.registry.invocation;

import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Texts;

/**
 * A file that a person sends with a call.
 *
 * @param name without folders
 * @param mediaType what its sender says it is
 */
record UploadedFile(String name, String mediaType, Content content) {

  /** What stands for the file among the arguments; an approval is bound to the content by it. */
  String mention() {
    return name + " (" + content.size() + " bytes, sha-256 " + Texts.hash(content.bytes()) + ")";
  }
}
