package dev.hearth.inference.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.inference.TestModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {

  @TempDir Path folder;

  @Test
  void readsWhatTheModelSaysOfItself() throws IOException {
    Gguf gguf = Gguf.read(TestModel.file());

    assertThat(gguf.contextLength()).isEqualTo(8192);
    assertThat(gguf.controlTokens()).contains("<|im_start|>", "<|im_end|>", "<|endoftext|>");
    assertThat(gguf.addsBeginning()).isFalse();
  }

  @Test
  void refusesAnotherFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.gguf"), "this is not a model at all");

    assertThatThrownBy(() -> Gguf.read(file)).hasMessageContaining("is not a GGUF file");
  }

  @Test
  void refusesAFileThatIsCutOff() throws IOException {
    byte[] head = Arrays.copyOf(Files.newInputStream(TestModel.file()).readNBytes(5_000), 5_000);
    Path file = Files.write(folder.resolve("a.gguf"), head);

    assertThatThrownBy(() -> Gguf.read(file)).hasMessageContaining("is cut off");
  }

  @Test
  void namesAModelByItsFile() {
    assertThat(Supervisor.id(Path.of("/m/SmolLM2-135M-Instruct.Q4_1.gguf")))
        .isEqualTo("smollm2-135m-instruct");
    assertThat(Supervisor.id(Path.of("gemma-3-270m-it-Q4_K_M.gguf"))).isEqualTo("gemma-3-270m-it");
    assertThat(Supervisor.id(Path.of("plain.gguf"))).isEqualTo("plain");
  }

  @Test
  void findsTheJarThatTheServiceWasStartedFrom() throws IOException {
    assertThat(ChildCommand.outerJar("jar:nested:/opt/my%20app/hearth.jar/!BOOT-INF/classes/!/"))
        .isEqualTo(Path.of("/opt/my app/hearth.jar"));
  }
}
