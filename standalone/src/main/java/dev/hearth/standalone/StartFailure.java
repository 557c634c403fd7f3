package dev.hearth.standalone;

import java.io.Serial;

/** Something that the user can mend keeps Hearth from starting; the message says what to do. */
final class StartFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
