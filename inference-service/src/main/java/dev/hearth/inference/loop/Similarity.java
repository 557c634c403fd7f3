package dev.hearth.inference.loop;

import dev.hearth.inference.embedding.MiniLm;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How alike two short texts are in meaning: the cosine of their all-MiniLM-L6-v2 embeddings.
 * Thread-safe.
 */
public final class Similarity {

  private static final int REMEMBERED = 2_000;

  private final Map<String, float[]> vectors =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final MiniLm model;

  /** By the vectors of this model, which are kept for a while. */
  public Similarity(MiniLm model) {
    this.model = model;
  }

  /** From about 0, nothing in common, to 1, the same. */
  double between(String one, String other) {
    float[] left = vector(one);
    float[] right = vector(other);
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  private synchronized float[] vector(String text) {
    float[] known = vectors.get(text);
    if (known == null) {
      known = model.vector(text.isBlank() ? "-" : text);
      vectors.put(text, known);
    }
    return known;
  }
}
