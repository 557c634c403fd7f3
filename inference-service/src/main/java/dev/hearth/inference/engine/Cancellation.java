package dev.hearth.inference.engine;

import java.util.ArrayList;
import java.util.List;

/** Tells whoever works on a request that nobody waits for it any more. Thread-safe. */
public final class Cancellation {

  private final List<Runnable> hooks = new ArrayList<>();
  private boolean cancelled;

  /** Whether it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /** Cancels: hooks run once, on this thread. */
  public void cancel() {
    List<Runnable> due;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      due = List.copyOf(hooks);
      hooks.clear();
    }
    due.forEach(Runnable::run);
  }

  /**
   * Runs {@code hook} when it is cancelled, at once if it was.
   *
   * @return takes the hook back
   */
  public Registration onCancel(Runnable hook) {
    synchronized (this) {
      if (!cancelled) {
        hooks.add(hook);
        return () -> remove(hook);
      }
    }
    hook.run();
    return () -> {};
  }

  private synchronized void remove(Runnable hook) {
    hooks.remove(hook);
  }

  /** A hook that can be taken back. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
