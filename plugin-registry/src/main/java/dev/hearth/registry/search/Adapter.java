package dev.hearth.registry.search;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Moves a question's vector to where the tools lie that such questions were answered with:
 * questions and descriptions of tools use different words for the same thing. The identity plus a
 * small matrix, learned by bench/choosing/train. Immutable.
 */
final class Adapter {

  private static final String RESOURCE = "question-adapter.bin";
  private static final int SIZE = 384;

  private final float[][] matrix;

  private Adapter(float[][] matrix) {
    this.matrix = matrix;
  }

  static Adapter load() {
    float[][] matrix = new float[SIZE][SIZE];
    try (InputStream file = Adapter.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      DataInputStream data = new DataInputStream(file);
      for (float[] row : matrix) {
        float scale = data.readFloat();
        byte[] values = new byte[SIZE];
        data.readFully(values);
        for (int i = 0; i < SIZE; i++) {
          row[i] = scale * values[i];
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new Adapter(matrix);
  }

  /** The moved vector, of length 1. */
  float[] from(float[] question) {
    float[] moved = question.clone();
    for (int i = 0; i < SIZE; i++) {
      float weight = question[i];
      float[] row = matrix[i];
      for (int k = 0; k < SIZE; k++) {
        moved[k] += weight * row[k];
      }
    }
    double length = 0;
    for (float value : moved) {
      length += value * value;
    }
    float norm = (float) (1 / Math.sqrt(Math.max(1e-12, length)));
    for (int i = 0; i < SIZE; i++) {
      moved[i] *= norm;
    }
    return moved;
  }
}
