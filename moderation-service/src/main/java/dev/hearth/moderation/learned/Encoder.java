package dev.hearth.moderation.learned;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.base.ServiceException;
import java.nio.IntBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpStatus;

/**
 * Runs the encoder: each worker is a thread of its own with a session of its own, so that requests
 * do not fight for cores, and virtual threads wait without holding one. A window is judged by
 * itself, never in a batch: the weights are quantised as they go, so its scores would depend on its
 * neighbours. The last windows' logits are kept, since a conversation is sent again with each turn.
 *
 * <p>Thread-safe.
 */
final class Encoder implements AutoCloseable {

  private static final int BEGIN = 101;
  private static final int END = 102;
  private static final int KEPT = 2_048;

  /** No window takes longer, whatever the deadline. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final EncoderModel model;
  private final ExecutorService workers;
  private final List<OrtSession> sessions = new ArrayList<>();
  private final Queue<OrtSession> idle = new ConcurrentLinkedQueue<>();
  private final Map<IntBuffer, float[]> kept = new Kept();
  private final int[] prefix;

  /**
   * Loads the weights once for each worker.
   *
   * @param count how many windows may be judged at the same time, at least one
   * @throws IllegalStateException if the weights are not those described, or cannot be run
   */
  Encoder(EncoderModel model, int count) {
    this.model = model;
    this.prefix = model.prefix();
    byte[] weights = model.weights();
    AtomicInteger number = new AtomicInteger();
    workers =
        Executors.newFixedThreadPool(
            count,
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("encoder-" + number.incrementAndGet())
                    .unstarted(task));
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      for (int i = 0; i < count; i++) {
        sessions.add(environment.createSession(weights, options));
      }
    } catch (OrtException broken) {
      close();
      throw new IllegalStateException("the encoder cannot be loaded", broken);
    }
    idle.addAll(sessions);
  }

  /** What the encoder is. */
  EncoderModel model() {
    return model;
  }

  /**
   * The logits of a window, in the order of {@link EncoderModel#outputs}; not to be changed.
   *
   * @param pieces as many as a window may have
   * @param deadline until when they are of use
   * @throws ServiceException 503, if they could not be had by then
   */
  float[] logits(int[] pieces, Instant deadline) {
    IntBuffer window = IntBuffer.wrap(pieces);
    synchronized (kept) {
      float[] known = kept.get(window);
      if (known != null) {
        return known;
      }
    }
    Duration left = Duration.between(Instant.now(), deadline);
    if (!left.isPositive()) {
      throw late();
    }
    if (left.compareTo(LONGEST) > 0) {
      left = LONGEST;
    }
    Future<float[]> running = workers.submit(() -> run(pieces));
    float[] logits;
    try {
      logits = running.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      running.cancel(false);
      throw late();
    } catch (InterruptedException e) {
      running.cancel(false);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a text was judged", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the encoder failed", e.getCause());
    }
    synchronized (kept) {
      kept.put(window, logits);
    }
    return logits;
  }

  private static ServiceException late() {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.DEADLINE_EXCEEDED,
        "the text could not be judged in time");
  }

  private float[] run(int[] pieces) throws OrtException {
    long[][] ids = new long[1][pieces.length + prefix.length + 2];
    long[][] mask = new long[1][ids[0].length];
    Arrays.fill(mask[0], 1);
    int at = 0;
    ids[0][at++] = BEGIN;
    for (int piece : prefix) {
      ids[0][at++] = piece;
    }
    for (int piece : pieces) {
      ids[0][at++] = piece;
    }
    ids[0][at] = END;
    OrtSession session = idle.remove();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor idsTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
        OrtSession.Result result =
            session.run(Map.of("input_ids", idsTensor, "attention_mask", maskTensor))) {
      return ((float[][]) result.get(0).getValue())[0];
    } finally {
      idle.add(session);
    }
  }

  /** Ends the workers and frees the weights. */
  @Override
  public void close() {
    workers.close();
    for (OrtSession session : sessions) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("the encoder could not be closed", e);
      }
    }
  }

  private static final class Kept extends LinkedHashMap<IntBuffer, float[]> {

    private static final long serialVersionUID = 1;

    Kept() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<IntBuffer, float[]> eldest) {
      return size() > KEPT;
    }
  }
}
