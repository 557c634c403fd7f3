package dev.hearth.registry.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private static EventStream of(String text) {
    return new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void joinsTheLinesOfAnEventWhateverEndsThem() throws IOException {
    EventStream stream = of("data: a\ndata:b\r\n\r\n: comment\rdata:  c\r\revent: x\n\ndata: cut");

    assertThat(stream.next()).isEqualTo("a\nb");
    assertThat(stream.next()).isEqualTo(" c");
    assertThat(stream.next()).isNull();
  }

  @Test
  void remembersWhereToGoOnAndWhen() throws IOException {
    EventStream stream = of("id: 7\nretry: 250\ndata:\n\nretry: soon\nid: with space\ndata: x\n\n");

    assertThat(stream.next()).isEmpty();
    assertThat(stream.next()).isEqualTo("x");
    assertThat(stream.lastId()).isEqualTo("7");
    assertThat(stream.retry()).isEqualTo(Duration.ofMillis(250));
  }
}
