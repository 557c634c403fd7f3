package dev.hearth.inference.embedded;

import de.kherud.llama.InferenceParameters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine's slots have evaluated, and which of them a prompt goes to: the free one whose
 * prompt it shares the longest beginning with, so that only the rest is evaluated. A conversation
 * so stays in its slot, and a fixed beginning is evaluated once. Thread-safe.
 */
final class SlotCaches {

  /** The library's requests can name a slot, but it has no method for that. */
  private static final VarHandle PARAMETERS = parameters();

  private final Cache[] caches;
  private final boolean[] busy;
  private long clock;

  SlotCaches(int slots) {
    caches = new Cache[slots];
    busy = new boolean[slots];
    for (int i = 0; i < slots; i++) {
      caches[i] = new Cache("", new int[0], 0);
    }
  }

  private static VarHandle parameters() {
    try {
      Class<?> owner = InferenceParameters.class.getSuperclass();
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, "parameters", Map.class);
    } catch (ReflectiveOperationException changed) {
      throw new ExceptionInInitializerError(changed);
    }
  }

  /**
   * Takes the free slot that knows the most of a prompt, if that is at least half of what it holds;
   * otherwise the one that was not used for longest, so that a short common beginning does not
   * drive a conversation out of its slot. Waits for one if all are taken.
   */
  synchronized Lease take(String prompt, int[] tokens) throws InterruptedException {
    int best = -1;
    while (best < 0) {
      int most = 0;
      int oldest = -1;
      for (int i = 0; i < caches.length; i++) {
        if (busy[i]) {
          continue;
        }
        int common = common(caches[i].tokens, tokens);
        if (common > most && 2 * common >= caches[i].tokens.length) {
          best = i;
          most = common;
        }
        if (oldest < 0 || caches[i].used < caches[oldest].used) {
          oldest = i;
        }
      }
      best = best < 0 ? oldest : best;
      if (best < 0) {
        wait();
      }
    }
    busy[best] = true;
    Cache cache = caches[best];
    // The last token is evaluated in any case: the next one follows from it.
    int reused = Math.max(0, Math.min(common(cache.tokens, tokens), tokens.length - 1));
    return new Lease(best, reused, common(cache.text, prompt));
  }

  /**
   * Gives a slot back.
   *
   * @param prompt what it has evaluated; null if that is not known
   */
  synchronized void give(Lease lease, @Nullable String prompt, int[] tokens) {
    busy[lease.slot()] = false;
    caches[lease.slot()] =
        prompt == null ? new Cache("", new int[0], ++clock) : new Cache(prompt, tokens, ++clock);
    notifyAll();
  }

  private static int common(int[] one, int[] other) {
    int mismatch = java.util.Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }

  private static int common(String one, String other) {
    int common = 0;
    int most = Math.min(one.length(), other.length());
    while (common < most && one.charAt(common) == other.charAt(common)) {
      common++;
    }
    return common;
  }

  /** Sends a request to a slot. */
  @SuppressWarnings("unchecked") // the field is a map of texts in the only version that is used
  static InferenceParameters to(Lease lease, InferenceParameters parameters) {
    ((Map<String, String>) PARAMETERS.get(parameters))
        .put("id_slot", Integer.toString(lease.slot()));
    return parameters;
  }

  /**
   * A slot that is held.
   *
   * @param slot which
   * @param reusedTokens of the prompt that need not be evaluated again
   * @param reusedCharacters the same in characters
   */
  record Lease(int slot, int reusedTokens, int reusedCharacters) {}

  private static final class Cache {

    private final String text;
    private final int[] tokens;
    private final long used;

    Cache(String text, int[] tokens, long used) {
      this.text = text;
      this.tokens = tokens;
      this.used = used;
    }
  }
}
