package dev.hearth.builtin.knowledge;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A document that cannot be read; the message tells whoever uploaded it why. */
final class Unreadable extends Exception {

  @Serial private static final long serialVersionUID = 1;

  Unreadable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
