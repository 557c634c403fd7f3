package dev.hearth.inference.engine;

/** Hears an answer while it is generated. */
public interface Output {

  /** Hears nothing: for answers that are read as a whole. */
  Output SILENT =
      new Output() {
        @Override
        public void accepted() {}

        @Override
        public void text(String text) {}
      };

  /** The request is valid and being worked on. May be called more than once. */
  void accepted();

  /**
   * More text.
   *
   * @param text whole characters, at least one
   */
  void text(String text);
}
