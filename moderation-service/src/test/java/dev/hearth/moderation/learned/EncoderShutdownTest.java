package dev.hearth.moderation.learned;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that stops still answers what it began, while the JVM's shutdown hooks run: ONNX
 * Runtime's own hook among them must not take the ground from under the encoder.
 */
class EncoderShutdownTest {

  private static final int MORE = 200;
  private static final String STOPPED = MORE + " judged while it stopped";

  @Test
  void textsAreJudgedUntilTheProcessEnds(@TempDir Path folder) throws Exception {
    Process stopping =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:ErrorFile=" + folder.resolve("crash.log"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Stopping.class.getName()))
            .redirectErrorStream(true)
            .start();
    String said = new String(stopping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(stopping.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).contains(STOPPED);
    assertThat(stopping.exitValue()).as(said).isZero();
  }

  /** Judges without a pause while it exits. */
  static final class Stopping {

    private Stopping() {}

    public static void main(String[] arguments) throws InterruptedException {
      Encoder encoder = new Encoder(EncoderModel.load(), 2, 1);
      AtomicInteger pieces = new AtomicInteger(1000);
      CountDownLatch before = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    // Made anew, it shows that what all of them share is there.
                    Encoder late = new Encoder(EncoderModel.load(), 1, 1);
                    for (int i = 0; i < MORE; i++) {
                      judge(i % 2 == 0 ? encoder : late, pieces);
                    }
                    System.out.println(STOPPED);
                  }));
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                while (true) {
                  judge(encoder, pieces);
                  before.countDown();
                }
              });
      before.await();
      System.exit(0);
    }

    private static void judge(Encoder encoder, AtomicInteger pieces) {
      // No window twice: those that are known are not judged again.
      int[] window = {pieces.incrementAndGet(), 2000, 3000, 4000};
      encoder.judge(window, false, true, Instant.now().plusSeconds(10));
    }
  }
}
