package dev.hearth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on security names tests that exist. */
class SecurityTableTest {

  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> sources;
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      sources =
          files
              .filter(file -> file.toString().replace('\\', '/').contains("/src/test/java/"))
              .filter(file -> file.toString().endsWith("Test.java"))
              .collect(
                  Collectors.toMap(
                      file -> file.getFileName().toString().replace(".java", ""),
                      SecurityTableTest::read,
                      String::concat));
    }
    List<String> missing =
        NAMED
            .matcher(Files.readString(Path.of("../docs/security.md")))
            .results()
            .filter(named -> !exists(sources, named))
            .map(MatchResult::group)
            .toList();

    assertThat(sources).hasSizeGreaterThan(50);
    assertThat(missing).isEmpty();
  }

  private static boolean exists(Map<String, String> sources, MatchResult named) {
    return sources.getOrDefault(named.group(1), "").contains("void " + named.group(2) + "(");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
