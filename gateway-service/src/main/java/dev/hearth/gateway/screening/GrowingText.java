package dev.hearth.gateway.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that arrives piece by piece and is released piece by piece, never before a verdict about
 * it that no later text can change (see {@link Verdict#settled}). One thread uses it.
 *
 * <p>A window is what is held back, with up to {@link ScreenRequest#CONTEXT} released characters in
 * front of it. Findings that lie wholly in those were dealt with before.
 */
public final class GrowingText {

  private final StringBuilder text = new StringBuilder();
  private int released;
  private int windowStart;
  private int windowEnd;
  private @Nullable Verdict last;

  /** Adds what arrived. */
  public void append(String more) {
    text.append(more);
  }

  /** How many characters arrived so far. */
  public int length() {
    return text.length();
  }

  /** Whether something is held back. */
  public boolean holdsBack() {
    return released < text.length();
  }

  /** Whether another verdict than the last could release more of what is held back. */
  public boolean due() {
    return holdsBack() && (last == null || last.outgrown(text, windowEnd));
  }

  /**
   * The window to be judged now; {@link #accept} takes its verdict.
   *
   * @param complete whether the text ends here
   */
  public ScreenRequest.Item window(boolean complete) {
    windowStart = Math.max(0, released - ScreenRequest.CONTEXT);
    if (splitsPair(windowStart)) {
      windowStart--;
    }
    windowEnd = text.length();
    // Half of a surrogate pair is no text: its other half comes with the next piece.
    if (!complete
        && windowEnd > released
        && Character.isHighSurrogate(text.charAt(windowEnd - 1))) {
      windowEnd--;
    }
    return new ScreenRequest.Item(
        text.substring(windowStart, windowEnd), released - windowStart, complete);
  }

  /** Whether some of it was released, so that the windows that follow are judged as such only. */
  public boolean begun() {
    return released > 0;
  }

  /** The whole text, to be judged once more at its end. */
  public ScreenRequest.Item whole() {
    return new ScreenRequest.Item(text.toString(), 0, true);
  }

  /**
   * Releases what the verdict about the last window allows. Where something in it is refused, the
   * text ends before it; what is still held back then was not judged to its end, and may be judged
   * as a text that is complete, so that a stream adds up to the plain answer however it was cut.
   *
   * @param complete as for the window
   */
  public Release accept(Verdict verdict, boolean complete) {
    last = verdict;
    int context = released - windowStart;
    int first = windowEnd - windowStart;
    boolean blocked = false;
    for (Verdict.Finding finding : verdict.findings()) {
      // Nothing is context before anything was released.
      if (finding.action() == Action.BLOCK && (context == 0 || finding.end() > context)) {
        first = Math.min(first, finding.start());
        blocked = true;
      }
    }
    int limit = complete ? first : Math.min(first, verdict.settled());
    Release release = release(verdict, windowStart, Math.max(context, limit), blocked);
    if (blocked) {
      text.setLength(Math.max(released, windowStart + first));
    }
    return release;
  }

  /**
   * Releases what is left after the verdict about the last window, complete, and the one about the
   * whole text.
   */
  public Release accept(Verdict window, Verdict whole) {
    int context = released - windowStart;
    int limit = windowEnd - windowStart;
    boolean blocked = false;
    List<Verdict.Finding> redacted = new ArrayList<>();
    for (Verdict.Finding finding : window.findings()) {
      if (finding.action() == Action.BLOCK && finding.end() > context) {
        limit = Math.min(limit, finding.start());
        blocked = true;
      } else if (finding.action() == Action.REDACT) {
        redacted.add(finding);
      }
    }
    for (Verdict.Finding finding : whole.findings()) {
      if (finding.action() == Action.BLOCK) {
        limit = Math.min(limit, finding.start() - windowStart);
        blocked = true;
      } else if (finding.action() == Action.REDACT && finding.end() > released) {
        redacted.add(finding.moved(-windowStart));
      }
    }
    Verdict both = new Verdict(window.action(), window.scores(), redacted, window.settled());
    return release(both, windowStart, Math.max(context, limit), blocked);
  }

  private Release release(Verdict verdict, int offset, int wanted, boolean blocked) {
    int from = released - offset;
    int limit = wanted;
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Verdict.Finding finding : verdict.findings()) {
        if (finding.action() == Action.REDACT
            && finding.start() < limit
            && finding.end() > limit
            && finding.end() > from) {
          limit = Math.max(from, finding.start());
          moved = limit > from;
        }
      }
    }
    if (limit > from && splitsPair(offset + limit)) {
      limit--;
    }
    String judged = text.substring(offset, windowEnd);
    String part = limit > from ? Redaction.apply(verdict, judged, from, limit) : "";
    released = offset + Math.max(from, limit);
    return new Release(part, blocked);
  }

  private boolean splitsPair(int index) {
    return index > 0
        && index < text.length()
        && Character.isHighSurrogate(text.charAt(index - 1))
        && Character.isLowSurrogate(text.charAt(index));
  }

  /**
   * What may be shown now.
   *
   * @param text the next part of the text, redacted; may be empty
   * @param blocked whether nothing more may be shown after it
   */
  public record Release(String text, boolean blocked) {}
}
