package dev.hearth.moderation.detector;

import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.text.View;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Finds personal data and secrets in every view that keeps digits and letters as they are. Each
 * find carries what may stand in its place.
 */
@Component
public final class DetectorLayer implements Layer {

  private static final List<Detector> DETECTORS =
      List.of(
          new Emails(),
          new Numbers(),
          new LetteredNumbers(),
          new KeyFormats(),
          new PrivateKeys(),
          new NamedSecrets(),
          new Credentials());

  @Override
  public String name() {
    return "detector";
  }

  @Override
  public void judge(View view, Hits hits) {
    // Read as other letters, numbers are none and nothing else is new.
    if (view.reading() == View.Reading.ROT13 || view.reading() == View.Reading.LETTERS) {
      return;
    }
    Finds finds = new Finds(this, view, hits);
    for (Detector detector : DETECTORS) {
      detector.detect(view, finds);
    }
  }
}
