package dev.hearth.moderation.learned;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What belongs to the encoder's weights: its outputs, its calibration, when it is asked. The file's
 * fields are described in bench/moderation/train/FORMAT.md. Immutable; safe to share.
 */
final class EncoderModel {

  /** How many numbers stand for a word piece. */
  static final int WIDTH = 384;

  private static final String DESCRIPTION = "/models/encoder.json";
  private static final String WEIGHTS = "/models/encoder.onnx";
  private static final String DRAFT = "/models/draft.onnx";
  private static final String EMBEDDINGS = "/models/embeddings.bin";
  private static final String FAST = "/models/fast.bin";

  private final Function<String, byte[]> files;
  private final List<String> outputs;
  private final Calibration calibration;
  private final Calibration draftCalibration;
  private final double blend;
  private final double gate;
  private final double stepGate;
  private final double embeddedGate;
  private final int[] prefix;
  private final int pieces;
  private final int step;
  private final String sha256;
  private final double draftGate;
  private final double draftEmbeddedGate;
  private final String draftSha256;
  private final String embeddingsSha256;
  private final String fastSha256;

  private EncoderModel(JsonNode description, Function<String, byte[]> files) {
    this.files = files;
    List<String> names = new ArrayList<>();
    description.get("outputs").forEach(name -> names.add(name.asString()));
    outputs = List.copyOf(names);
    calibration = Calibration.of(description, outputs.size());
    blend = description.get("blend").asDouble();
    gate = description.get("gate").asDouble();
    stepGate = description.get("step_gate").asDouble();
    embeddedGate = description.get("embedded_gate").asDouble();
    prefix = new int[description.get("prefix").size()];
    for (int i = 0; i < prefix.length; i++) {
      prefix[i] = description.get("prefix").get(i).asInt();
    }
    pieces = description.get("pieces").asInt();
    step = description.get("step").asInt();
    sha256 = description.get("sha256").asString();
    JsonNode draft = description.get("draft");
    draftGate = draft.get("gate").asDouble();
    draftEmbeddedGate = draft.get("embedded_gate").asDouble();
    draftSha256 = draft.get("sha256").asString();
    draftCalibration = Calibration.of(draft, outputs.size());
    embeddingsSha256 = description.get("embeddings_sha256").asString();
    fastSha256 = description.get("fast_sha256").asString();
  }

  /** What makes a score of a logit; see FORMAT.md. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Calibration(double[] slopes, double[] offsets) {

    static Calibration of(JsonNode description, int outputs) {
      Calibration read =
          new Calibration(numbers(description.get("slopes")), numbers(description.get("offsets")));
      if (read.slopes.length != outputs || read.offsets.length != outputs) {
        throw new IllegalStateException(DESCRIPTION + ": as many slopes and offsets as outputs");
      }
      return read;
    }

    double score(int output, double logit) {
      return sigmoid(slopes[output] * logit + offsets[output]);
    }
  }

  /** Reads the description from the class path. */
  static EncoderModel load() {
    return load(EncoderModel::resource);
  }

  /** As {@link #load()}, with the files from elsewhere. */
  static EncoderModel load(Function<String, byte[]> files) {
    return new EncoderModel(JsonMapper.builder().build().readTree(files.apply(DESCRIPTION)), files);
  }

  /**
   * The weights as they were described.
   *
   * @throws IllegalStateException if the file on the class path is another one
   */
  byte[] weights() {
    return described(WEIGHTS, sha256);
  }

  /** As {@link #weights}, of the draft model. */
  byte[] draftWeights() {
    return described(DRAFT, draftSha256);
  }

  /**
   * As {@link #weights}, of the word pieces' embeddings, which both ONNX files leave out: rows of
   * {@link #WIDTH} bytes, in the order of the vocabulary.
   */
  byte[] embeddings() {
    return described(EMBEDDINGS, embeddingsSha256);
  }

  /** As {@link #weights}, of the fast model, with which the encoder was calibrated. */
  byte[] fastWeights() {
    return described(FAST, fastSha256);
  }

  private byte[] described(String name, String sha256) {
    byte[] weights = files.apply(name);
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(weights);
      String found = HexFormat.of().formatHex(sum);
      if (!found.equals(sha256)) {
        throw new IllegalStateException(
            name + " has the SHA-256 " + found + ", not " + sha256 + " as described");
      }
      return weights;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file on the class path. */
  static byte[] resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(EncoderModel.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }

  /** The names of the scores, in their order. */
  List<String> outputs() {
    return outputs;
  }

  /**
   * The calibrated score of an output, 0 to 1, of both models' logits as one.
   *
   * @param answer the encoder's logit, or the draft model's, which has a calibration of its own
   * @param fast the fast model's; negative infinity if it has none
   */
  double score(int output, boolean drafted, float answer, float fast) {
    double joint = fast == Float.NEGATIVE_INFINITY ? answer : (1 - blend) * answer + blend * fast;
    return (drafted ? draftCalibration : calibration).score(output, joint);
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** The fast model's doubt, 0 to 1, from which the others are asked about a whole text. */
  double gate() {
    return gate;
  }

  /** Likewise of a stream's step, where no draft model stands before the encoder. */
  double stepGate() {
    return stepGate;
  }

  /** In a tool's result also the fast model's score of embedded instructions. */
  double embeddedGate() {
    return embeddedGate;
  }

  /** The share of doubt, 0 to 1, from which the draft model hands a window on to the encoder. */
  double draftGate() {
    return draftGate;
  }

  /**
   * Whether the encoder is worth asking.
   *
   * @param draft the draft model's answer: a logit for each output, then that of the question
   * @param gate as {@link #draftGate}
   * @param tool whether the text is a tool's result, where embedded instructions count, too
   */
  boolean doubts(float[] draft, double gate, boolean tool) {
    int embedded = outputs.indexOf("embedded");
    return sigmoid(draft[outputs.size()]) >= gate
        || (tool && draftCalibration.score(embedded, draft[embedded]) >= draftEmbeddedGate);
  }

  /** What stands before the pieces of every text. */
  int[] prefix() {
    return prefix.clone();
  }

  /** How many pieces of a text a window has at most. */
  int pieces() {
    return pieces;
  }

  /** How many pieces lie between the beginnings of two windows. */
  int step() {
    return step;
  }
}
