package dev.hearth.base;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that holds its call's place until it ends or is closed. */
final class GuardedBody extends FilterInputStream {

  private final HopGuard.Pass pass;

  GuardedBody(InputStream body, HopGuard.Pass pass) {
    super(body);
    this.pass = pass;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read < 0) {
      pass.close();
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read < 0) {
      pass.close();
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      pass.close();
    }
  }
}
