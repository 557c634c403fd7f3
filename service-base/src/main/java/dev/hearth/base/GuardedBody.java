package dev.hearth.base;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.ResponseEntity;

/** A body that holds its call's place until it ends or is closed. */
final class GuardedBody extends FilterInputStream {

  private final Runnable end;
  private final AtomicBoolean ended = new AtomicBoolean();

  private GuardedBody(InputStream body, Runnable end) {
    super(body);
    this.end = end;
  }

  /** The answer with its body held so. */
  static ResponseEntity<InputStream> guarded(ResponseEntity<InputStream> answer, Runnable end) {
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .body(new GuardedBody(Objects.requireNonNull(answer.getBody(), "body"), end));
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read < 0) {
      end();
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read < 0) {
      end();
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      end();
    }
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      end.run();
    }
  }
}
