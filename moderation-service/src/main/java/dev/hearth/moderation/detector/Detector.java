package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;

/** Finds data of one form. Implementations are stateless, linear and see a bounded stretch. */
interface Detector {

  /** Reports what it finds in the view, and what may yet become a find. */
  void detect(View view, Finds finds);
}
