package dev.hearth.registry;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** Public data beside the repository, in the nearest {@code shared/data} above the module. */
public final class SharedData {

  private SharedData() {}

  /** A file or folder of the data; the calling test is skipped where the data is not there. */
  public static Path find(String name) {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path found = folder.resolve("shared/data").resolve(name);
      if (Files.exists(found)) {
        return found;
      }
    }
    System.err.println("SKIPPED: no shared/data/" + name + " above " + start);
    assumeThat(start).as("SKIPPED: shared/data/%s is not here", name).isNull();
    throw new IllegalStateException("an assumption that is not met ends the test");
  }
}
