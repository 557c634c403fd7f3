package dev.hearth.inference;

import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.model.ModelProgress;
import dev.hearth.inference.model.ModelUnavailableException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** The real default model: HEARTH_MODEL, the user's cache, or fetched to there. */
public final class TestModel {

  private TestModel() {}

  /** The file. Where there is none the test is skipped; on CI it fails. */
  public static Path file() {
    String chosen = System.getenv("HEARTH_MODEL");
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "hearth");
    try {
      return new ModelFiles(cache, chosen == null ? null : Path.of(chosen))
          .provide(ModelProgress.SILENT);
    } catch (ModelUnavailableException none) {
      throw missing("the real model", none);
    }
  }

  /** Skips the test, loudly; on CI fails it. Never returns. */
  public static IllegalStateException missing(String what, Exception why) {
    if (Objects.equals(System.getenv("CI"), "true")) {
      throw new AssertionError("CI must test with " + what, why);
    }
    System.err.println("SKIPPED for want of " + what + ": " + why.getMessage());
    Assumptions.abort("for want of " + what);
    throw new IllegalStateException(why);
  }
}
