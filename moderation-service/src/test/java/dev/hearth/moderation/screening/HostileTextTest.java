package dev.hearth.moderation.screening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.detector.DetectorLayer;
import dev.hearth.moderation.learned.FastLayer;
import dev.hearth.moderation.pattern.PatternLayer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts made to be slow: each of 256 K characters, judged in linear time, whole and as a window.
 */
class HostileTextTest {

  private static final int SIZE = 1 << 18;
  private static final Screening SCREENING =
      new Screening(List.of(new PatternLayer(), new DetectorLayer(), new FastLayer()));

  static Stream<Arguments> texts() {
    Random random = new Random(5);
    byte[] noise = new byte[SIZE / 2];
    random.nextBytes(noise);
    return Stream.of(
        repeated("begins rules", "how to make a "),
        repeated("begins rules in one letter", "i "),
        repeated("short words", "a b "),
        repeated("signs", "!@$"),
        repeated("brackets", "("),
        repeated("one letter", "k"),
        repeated("invisible", "\u200b"),
        repeated("marks", "k\u0335"),
        repeated("look-alikes", "Ⓚι"),
        repeated("ideographs", "漢字"),
        repeated("digits", "4111111111111111 "),
        repeated("grouped digits", "1 2-3."),
        repeated("mail", "a@b.c@"),
        repeated("mail domains", "a.b@c.d."),
        repeated("keys", "sk-"),
        repeated("tokens", "eyJ."),
        repeated("own keys", "hearth_"),
        repeated("private keys", "-----BEGIN PRIVATE KEY-----"),
        repeated("private keys without lines", "-----BEGIN PRIVATE KEY-----.\n"),
        repeated("named secrets", "password="),
        repeated("named tokens", "token="),
        repeated("bots", "12345678:AA"),
        repeated("URLs", "a://b:c@"),
        repeated("basic credentials", "basic basic dXNlcjpwYXNz"),
        repeated("percent", "%25"),
        repeated("open entities", "&#"),
        repeated("escapes", "\\u006b"),
        repeated("backslashes", "\\"),
        repeated("noughts of entities", "&#00000000"),
        repeated("tags", "\uDB40\uDC6B"),
        repeated("selectors", "\uDB40\uDD58"),
        repeated("iban", "GB12 "),
        Arguments.of("base64 of noise", Base64.getEncoder().encodeToString(noise)),
        Arguments.of("hex of noise", HexFormat.of().formatHex(noise)),
        Arguments.of("base64 five times", nested()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  @Timeout(60)
  void isJudgedWithinSeconds(String name, String text) {
    // The thread's own time: a busy machine is not a slow program.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Verdict whole = SCREENING.screen(Direction.TOOL, new ScreenRequest.Item(text, 0, true));
    Verdict window = SCREENING.screen(Direction.TOOL, new ScreenRequest.Item(text, 0, false));
    Duration both = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);

    assertThat(whole.settled()).isEqualTo(text.length());
    assertThat(window.settled()).isBetween(0, text.length());
    assertThat(both).as(name).isLessThan(Duration.ofSeconds(15));
  }

  private static Arguments repeated(String name, String part) {
    return Arguments.of(name, part.repeat(SIZE / part.length()));
  }

  private static String nested() {
    String text = "The ferry left the quay at noon. ".repeat(1_800);
    for (int i = 0; i < 5; i++) {
      text = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
    return text;
  }
}
