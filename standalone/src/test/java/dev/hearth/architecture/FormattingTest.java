package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The formatter runs as a test, on the JDK that the toolchain selected: as a Maven plugin it would
 * parse with the JDK of Maven, which may be older than the language.
 */
class FormattingTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final Formatter formatter =
      new Formatter(JavaFormatterOptions.builder().reorderModifiers(true).build());

  @Test
  void everySourceIsFormatted() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(ROOT)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> ROOT.relativize(file).toString().contains("src/"))
              .toList();
    }

    assertThat(sources).hasSizeGreaterThan(50);
    assertThat(sources.stream().filter(this::isUnformatted).map(ROOT::relativize))
        .as("not formatted; ./hearth format mends it")
        .isEmpty();
  }

  @Test
  void anUnformattedSourceIsFound() {
    assertThat(format("class  A{int b;}")).isNotEqualTo("class  A{int b;}");
  }

  private boolean isUnformatted(Path file) {
    try {
      String source = Files.readString(file);
      return !format(source).equals(source);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private String format(String source) {
    try {
      String imports = ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE);
      return formatter.formatSource(RemoveUnusedImports.removeUnusedImports(imports));
    } catch (FormatterException unparsable) {
      throw new IllegalStateException(unparsable);
    }
  }
}
