package dev.hearth.inference.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.Mailbox;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.inference.engine.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventLinesTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final CompletionEvent END =
      new CompletionEvent.Finished(FinishReason.STOP, new Usage(1, 0, 1));

  private final Mailbox<CompletionEvent> events = new Mailbox<>();
  private final Cancellation cancellation = new Cancellation();

  private EventLines lines(Duration time, Duration heartbeat) {
    return new EventLines(
        events,
        cancellation,
        new Hop("token", "request", Instant.now().plus(time)),
        JSON.writerFor(CompletionEvent.class),
        heartbeat);
  }

  private EventLines lines() {
    return lines(Duration.ofMinutes(1), Duration.ofMinutes(1));
  }

  private static List<CompletionEvent> events(String text) {
    return Arrays.stream(text.split("\n"))
        .filter(line -> !line.isEmpty()) // a sign of life
        .map(line -> JSON.readValue(line, CompletionEvent.class))
        .toList();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void isEveryEventInItsOrderAndThenItsEnd() throws IOException {
    List<CompletionEvent> told =
        List.of(
            new CompletionEvent.Started("m"),
            new CompletionEvent.Text("Grüße, " + "long ".repeat(1_000)),
            END);
    told.forEach(events::add);
    events.add(new CompletionEvent.Text("after the end"));

    try (EventLines lines = lines()) {
      assertThat(events(text(lines.readAllBytes()))).isEqualTo(told);
      assertThat(lines.available()).isZero();
      assertThat(lines.read()).isNegative();
    }
  }

  @Test
  void whatHasHappenedIsAvailable() throws IOException {
    EventLines lines = lines();
    assertThat(lines.available()).isZero();
    events.add(new CompletionEvent.Text("one"));
    events.add(new CompletionEvent.Text("two"));

    byte[] there = lines.readNBytes(lines.available());

    assertThat(events(text(there)))
        .containsExactly(new CompletionEvent.Text("one"), new CompletionEvent.Text("two"));
    assertThat(lines.available()).isZero();
  }

  @Test
  void silenceHasSignsOfLife() throws IOException {
    EventLines lines = lines(Duration.ofMinutes(1), Duration.ofMillis(20));

    assertThat(text(lines.readNBytes(2))).isEqualTo("\n\n");
  }

  @Test
  void theDeadlineIsItsEnd() throws IOException {
    EventLines lines = lines(Duration.ofMillis(50), Duration.ofMinutes(1));

    String all = text(lines.readAllBytes());

    assertThat(events(all))
        .singleElement()
        .isInstanceOfSatisfying(
            CompletionEvent.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("deadline_exceeded"));
  }

  @Test
  void closingCancels() {
    EventLines lines = lines();
    events.add(new CompletionEvent.Text("one"));

    lines.close();

    assertThat(cancellation.cancelled()).isTrue();
    assertThatThrownBy(lines::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
  }
}
