package dev.hearth.builtin.knowledge;

import java.nio.ByteBuffer;

/** The written forms of vectors. */
final class Vector {

  private Vector() {}

  static byte[] bytes(float[] vector) {
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * vector.length);
    buffer.asFloatBuffer().put(vector);
    return buffer.array();
  }

  static float[] of(byte[] bytes) {
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
    return vector;
  }

  /** As pgvector reads it. */
  static String text(float[] vector) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }
}
