package dev.hearth.inference.schema;

import java.io.Serial;

/** A schema that cannot be turned into a grammar; the message says which part and why. */
public class UnsupportedSchemaException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  UnsupportedSchemaException(String message) {
    super(message);
  }
}
