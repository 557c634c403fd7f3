package dev.hearth.base;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Takes what a thread's log lines and spans are marked with along to another thread, so that work
 * which a request hands on is still seen as that request's. Thread-safe.
 */
public final class CarriedContext {

  private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

  private CarriedContext() {}

  /**
   * A task that runs, on whichever thread, under the trace and the log marks of this thread.
   *
   * @param task what to run
   */
  public static Runnable with(Runnable task) {
    ContextSnapshot snapshot = SNAPSHOTS.captureAll();
    @Nullable Map<String, String> marks = MDC.getCopyOfContextMap();
    return () -> {
      @Nullable Map<String, String> before = MDC.getCopyOfContextMap();
      restore(marks);
      try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
        task.run();
      } finally {
        restore(before);
      }
    };
  }

  private static void restore(@Nullable Map<String, String> marks) {
    if (marks == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(marks);
    }
  }
}
