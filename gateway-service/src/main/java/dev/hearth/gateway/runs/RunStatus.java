package dev.hearth.gateway.runs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a run stands. */
enum RunStatus {
  /** It waits to be worked on. */
  QUEUED,
  /** A gateway works on it. */
  RUNNING,
  /** It waits for its caller's decision. */
  REQUIRES_ACTION,
  /** The model has answered. */
  COMPLETED,
  /** It ended before that: its budget was spent, or it may not go on. */
  INCOMPLETE,
  /** The platform could not go on. */
  FAILED,
  /** Its caller ended it. */
  CANCELLED;

  @JsonCreator
  static RunStatus of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing more happens. */
  boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING, REQUIRES_ACTION -> false;
      case COMPLETED, INCOMPLETE, FAILED, CANCELLED -> true;
    };
  }
}
