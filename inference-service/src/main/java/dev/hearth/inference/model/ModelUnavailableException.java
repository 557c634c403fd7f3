package dev.hearth.inference.model;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** There is no model file and none could be fetched; the message says what to do about it. */
public class ModelUnavailableException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  ModelUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
