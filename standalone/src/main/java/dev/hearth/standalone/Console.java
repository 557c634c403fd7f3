package dev.hearth.standalone;

import java.io.PrintStream;
import java.util.Locale;

/** What the user sees in the terminal. Thread-safe. */
final class Console {

  private static final int BAR = 30;
  private static final double MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private boolean inProgress;
  private int lastTenth = -1;

  /**
   * A console.
   *
   * @param terminal whether a line can be written over; otherwise progress is a line each tenth
   */
  Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Writes a line, below any progress bar. */
  synchronized void line(String text) {
    if (inProgress) {
      out.println();
      inProgress = false;
    }
    out.println(text);
    out.flush();
  }

  /** Shows how much of something was fetched, in bytes. */
  synchronized void progress(String what, long done, long total) {
    int tenth = total <= 0 ? 0 : (int) (done * 10 / total);
    if (!terminal) {
      if (tenth != lastTenth) {
        lastTenth = tenth;
        out.println(bar(what, done, total));
      }
      return;
    }
    out.print("\r" + bar(what, done, total));
    out.flush();
    inProgress = done < total;
    if (!inProgress) {
      out.println();
    }
  }

  private static String bar(String what, long done, long total) {
    double share = total <= 0 ? 0 : Math.min(1, (double) done / total);
    int full = (int) Math.round(share * BAR);
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3.0f %%  %.1f of %.1f MB",
        what,
        "#".repeat(full),
        " ".repeat(BAR - full),
        share * 100,
        done / MEGABYTE,
        total / MEGABYTE);
  }
}
