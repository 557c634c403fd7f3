package dev.hearth.moderation.detector;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.text.View;

/** Where detectors report to. */
final class Finds {

  private final Layer layer;
  private final View view;
  private final Hits hits;

  Finds(Layer layer, View view, Hits hits) {
    this.layer = layer;
    this.view = view;
    this.hits = hits;
  }

  void personal(String rule, double score, int from, int to) {
    hits.add(Category.PII, score, layer, rule, view, from, to, "[" + rule + "]");
  }

  void secret(String rule, double score, int from, int to) {
    hits.add(Category.SECRETS, score, layer, rule, view, from, to, "[" + rule + "]");
  }

  /** Later text may make a find of what begins here. */
  void pending(int from) {
    if (view.open()) {
      hits.pending(view, from);
    }
  }
}
