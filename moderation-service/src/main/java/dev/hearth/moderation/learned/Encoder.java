package dev.hearth.moderation.learned;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.base.OnnxSessions;
import dev.hearth.base.ServiceException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpStatus;

/**
 * Runs the encoder, behind a draft model: a far smaller one that was taught what the encoder says
 * and answers in its stead where it sees nothing to ask about. Each worker is a thread of its own,
 * so that requests do not fight for cores, and virtual threads wait without holding one; the
 * weights are there once, for sessions may be run by several threads. A window is judged by itself,
 * never in a batch: the weights are quantised as they go, so its scores would depend on its
 * neighbours. The last windows' logits are kept, since a conversation is sent again with each turn.
 *
 * <p>Thread-safe.
 */
final class Encoder implements AutoCloseable {

  private static final int BEGIN = 101;
  private static final int END = 102;
  private static final int KEPT = 2_048;

  /** The weights that both models have in common. */
  private static final String EMBEDDINGS = "words.weight_quantized";

  /** No window takes longer, whatever the deadline. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final EncoderModel model;
  private final ExecutorService workers;
  private final double draftGate;
  private final OnnxTensor embeddings;
  private final OrtSession encoder;
  private final OrtSession draft;
  private final Map<Window, Answer> kept = new Kept();
  private final int[] prefix;

  /**
   * Loads the weights.
   *
   * @param count how many windows may be judged at the same time, at least one
   * @param draftGate {@link EncoderModel#draftGate} or another; at 0 the draft model is not asked
   * @throws IllegalStateException if the weights are not those described, or cannot be run
   */
  Encoder(EncoderModel model, int count, double draftGate) {
    this.model = model;
    this.draftGate = draftGate;
    this.prefix = model.prefix();
    AtomicInteger number = new AtomicInteger();
    try {
      embeddings = embeddings(model.embeddings());
      encoder = OnnxSessions.open(model.weights(), Map.of(EMBEDDINGS, embeddings));
      draft = OnnxSessions.open(model.draftWeights(), Map.of(EMBEDDINGS, embeddings));
    } catch (OrtException broken) {
      throw new IllegalStateException("the encoder cannot be loaded", broken);
    }
    workers =
        Executors.newFixedThreadPool(
            count,
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("encoder-" + number.incrementAndGet())
                    .unstarted(task));
  }

  /** The table of the word pieces, which both models leave to the caller. */
  private static OnnxTensor embeddings(byte[] table) throws OrtException {
    ByteBuffer direct = ByteBuffer.allocateDirect(table.length).put(table).flip();
    long[] shape = {table.length / EncoderModel.WIDTH, EncoderModel.WIDTH};
    return OnnxTensor.createTensor(OnnxSessions.environment(), direct, shape, OnnxJavaType.UINT8);
  }

  /** What the encoder is. */
  EncoderModel model() {
    return model;
  }

  /**
   * A window's logits.
   *
   * @param drafted whether they are the draft model's
   * @param logits in the order of {@link EncoderModel#outputs}; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(boolean drafted, float[] logits) {}

  private record Window(IntBuffer pieces, boolean tool, boolean draftable) {}

  /**
   * Judges a window.
   *
   * @param pieces as many as a window may have
   * @param tool whether they are from a tool's result
   * @param draftable whether the draft model may answer: not for beginnings of texts, for which
   *     nobody measured it
   * @param deadline until when the answer is of use
   * @throws ServiceException 503, if it could not be had by then
   */
  Answer judge(int[] pieces, boolean tool, boolean draftable, Instant deadline) {
    Window window = new Window(IntBuffer.wrap(pieces), tool, draftable);
    synchronized (kept) {
      Answer known = kept.get(window);
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
    Future<Answer> running = workers.submit(() -> run(window));
    Answer answer;
    try {
      answer = running.get(left.toNanos(), TimeUnit.NANOSECONDS);
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
      kept.put(window, answer);
    }
    return answer;
  }

  private static ServiceException late() {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.DEADLINE_EXCEEDED,
        "the text could not be judged in time");
  }

  private Answer run(Window window) throws OrtException {
    int[] pieces = window.pieces.array();
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
    OrtEnvironment environment = OnnxSessions.environment();
    try (OnnxTensor idsTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask)) {
      Map<String, OnnxTensor> inputs = Map.of("input_ids", idsTensor, "attention_mask", maskTensor);
      if (draftGate > 0 && window.draftable) {
        float[] guess = logits(draft, inputs);
        if (!model.doubts(guess, draftGate, window.tool)) {
          return new Answer(true, Arrays.copyOf(guess, model.outputs().size()));
        }
      }
      return new Answer(false, logits(encoder, inputs));
    }
  }

  private static float[] logits(OrtSession session, Map<String, OnnxTensor> inputs)
      throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }

  /** Ends the workers and frees the weights. */
  @Override
  public void close() {
    workers.close();
    try {
      draft.close();
      encoder.close();
      embeddings.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the encoder could not be closed", e);
    }
  }

  private static final class Kept extends LinkedHashMap<Window, Answer> {

    private static final long serialVersionUID = 1;

    Kept() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Window, Answer> eldest) {
      return size() > KEPT;
    }
  }
}
