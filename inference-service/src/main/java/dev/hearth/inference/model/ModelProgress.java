package dev.hearth.inference.model;

/** Hears how the fetching of a model goes. Called from the thread that fetches. */
public interface ModelProgress {

  /** Hears nothing. */
  ModelProgress SILENT =
      new ModelProgress() {
        @Override
        public void source(String description) {}

        @Override
        public void bytes(long done, long total) {}
      };

  /**
   * A source is tried.
   *
   * @param description for people, such as {@code huggingface.co}
   */
  void source(String description);

  /**
   * More of the file has come. Called at most ten times a second and once at the end.
   *
   * @param done bytes on disk, those of an earlier attempt included
   * @param total bytes of the whole file
   */
  void bytes(long done, long total);
}
