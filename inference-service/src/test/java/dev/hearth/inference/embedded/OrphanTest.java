package dev.hearth.inference.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.inference.TestModel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the child process when its parent is killed. */
class OrphanTest {

  @Test
  void theEngineDoesNotOutliveAParentThatIsKilled() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process parent =
        new ProcessBuilder(
                List.of(
                    java,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Parent.class.getName(),
                    TestModel.file().toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null && !line.startsWith("child ")) {
        line = output.readLine();
      }
      assertThat(line).isNotNull();
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(line.substring("child ".length()))).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      Path folder = Path.of(output.readLine());
      assertThat(folder).isDirectory();

      parent.destroyForcibly();

      await().atMost(Duration.ofSeconds(10)).until(() -> !child.isAlive());
      assertThat(folder).doesNotExist();
    } finally {
      parent.destroyForcibly();
    }
  }

  /** A parent that starts an engine and then does nothing. */
  static final class Parent {

    private Parent() {}

    /** Argument: the model. */
    public static void main(String[] arguments) throws Exception {
      EngineChild child =
          EngineChild.start(Path.of(arguments[0]), 256, 1, 1, Duration.ofSeconds(60));
      System.out.println("child " + child.process().pid());
      System.out.println(child.folder());
      Thread.currentThread().join();
    }
  }
}
