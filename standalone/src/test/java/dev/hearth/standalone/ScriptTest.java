package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script's builds, in a tree of a few files. Maven and the JDK, which stand outside of it, are
 * scripts that note when they were called and leave the files that the true ones leave.
 */
class ScriptTest {

  private static final String MAVEN =
      """
      #!/bin/sh
      echo begin >> "$CALLS"
      sleep 2
      mkdir -p standalone/target
      touch standalone/target/standalone-1-exec.jar
      echo end >> "$CALLS"
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        -version) echo 'openjdk version "25"' >&2 ;;
        *extract*) for last; do :; done; mkdir -p "$last"; touch "$last/standalone-1-exec.jar" ;;
        *) echo "ran $*" ;;
      esac
      """;

  @TempDir Path folder;

  private Path tree;
  private Path calls;

  @BeforeEach
  void makesATree() throws IOException {
    tree = Files.createDirectories(folder.resolve("tree"));
    calls = folder.resolve("calls");
    Files.createDirectories(tree.resolve("standalone/src/main"));
    Files.createFile(tree.resolve("pom.xml"));
    Files.createFile(tree.resolve("standalone/pom.xml"));
    Files.copy(Path.of("../hearth"), tree.resolve("hearth"), StandardCopyOption.COPY_ATTRIBUTES);
    program("bin/mvn", MAVEN);
    program("jdk/bin/java", JAVA);
    program("jdk/bin/javac", JAVA);
  }

  @Test
  void buildsOnceForAllThatBeginMeanwhile() throws Exception {
    List<Process> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(ask());
    }

    for (Process process : asked) {
      assertThat(answer(process)).contains("dev.hearth.standalone.Ask hello");
    }
    assertThat(calls).hasContent("begin\nend\n");
    assertThat(tree.resolve("target/build.lock")).doesNotExist();
  }

  @Test
  void doesNotWaitForABuildThatWasKilled() throws Exception {
    Process killed = new ProcessBuilder("true").start();
    killed.waitFor();
    Files.createDirectories(tree.resolve("target"));
    Files.createSymbolicLink(
        tree.resolve("target/build.lock"), Path.of(Long.toString(killed.pid())));

    assertThat(answer(ask())).contains("dev.hearth.standalone.Ask hello");
  }

  @Test
  void buildsAgainAfterABuildThatFailed() throws Exception {
    program("bin/mvn", "#!/bin/sh\necho 'no such symbol'\nexit 1\n");
    Process failing = ask();
    assertThat(new String(failing.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("no such symbol");
    assertThat(failing.waitFor()).isEqualTo(1);

    program("bin/mvn", MAVEN);
    assertThat(answer(ask())).contains("dev.hearth.standalone.Ask hello");
  }

  private Process ask() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(tree.resolve("hearth").toString(), "ask", "hello");
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("CALLS", calls.toString());
    return builder.start();
  }

  /** What it printed, once it has ended well. */
  private static String answer(Process process) throws Exception {
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return printed;
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
