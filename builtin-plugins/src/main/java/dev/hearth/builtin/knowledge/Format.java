package dev.hearth.builtin.knowledge;

import java.util.Locale;
import java.util.Optional;

/** What a document is written in. */
enum Format {
  TEXT,
  MARKDOWN,
  HTML,
  PDF;

  /** What a file is, by its name; empty if it is something that cannot be read. */
  static Optional<Format> of(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "txt", "text", "log", "csv" -> Optional.of(TEXT);
      case "md", "markdown" -> Optional.of(MARKDOWN);
      case "html", "htm", "xhtml" -> Optional.of(HTML);
      case "pdf" -> Optional.of(PDF);
      default -> Optional.empty();
    };
  }

  /** What a media type says, such as {@code text/html; charset=utf-8}; empty if it is another. */
  static Optional<Format> ofMediaType(String mediaType) {
    return switch (mediaType.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip()) {
      case "text/plain", "text/csv" -> Optional.of(TEXT);
      case "text/markdown", "text/x-markdown" -> Optional.of(MARKDOWN);
      case "text/html", "application/xhtml+xml" -> Optional.of(HTML);
      case "application/pdf" -> Optional.of(PDF);
      default -> Optional.empty();
    };
  }
}
