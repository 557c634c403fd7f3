package dev.hearth.standalone;

import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.model.ModelProgress;
import dev.hearth.inference.model.ModelUnavailableException;
import java.nio.file.Path;

/** The real default model, fetched once into the user's cache. */
final class TestModel {

  private TestModel() {}

  /** Its file; a machine that cannot have it fails the test. */
  static Path file() {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "hearth");
    try {
      return new ModelFiles(cache, null).provide(ModelProgress.SILENT);
    } catch (ModelUnavailableException none) {
      throw new AssertionError("the tests need the real default model", none);
    }
  }
}
