package dev.hearth.moderation.learned;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Hits.Passage;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.learned.FastLayer.Part;
import dev.hearth.moderation.learned.WordPiece.Pieces;
import dev.hearth.moderation.text.View;
import dev.hearth.moderation.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Scores texts by the encoder where the fast layer is in doubt, and by the fast layer alone where
 * it is not. Both models' logits are blended and calibrated together. Each window of a whole text
 * is first shown to a draft model, which answers for the encoder where it has no doubt.
 *
 * <p>A short text is one window. In a longer one every doubtful part is judged among what stands
 * around it; where that leaves room for padding, the most doubtful part of each window and its
 * doubtful sentences are judged by themselves, too. The highest score of each category counts. Of a
 * text that is still growing each step is judged in the window that ends with it.
 *
 * <p>All of a text is judged, or the request is refused when its deadline has passed. Thread-safe.
 */
public final class EncoderLayer implements Layer, AutoCloseable {

  /** The layer's name in findings. */
  public static final String NAME = "encoder";

  /** The model's name in the rules of its finds. */
  private static final String MODEL = "encoder-1";

  /** The draft model's. */
  private static final String DRAFT = "draft-1";

  /** A word piece has no more characters than this, but for rare words. */
  private static final int CHARACTERS_PER_PIECE = 8;

  /** A part is judged by itself where its window has at least so many pieces more. */
  private static final int SURROUNDED = 24;

  /**
   * By how much surer, in log odds, the model must be of a part by itself: what a sentence is about
   * often stands beside it, as in an answer that refuses. Measured (docs/moderation.md): more lets
   * padding hide harm, less flags harmless texts.
   */
  private static final float OUT_OF_CONTEXT = 1;

  /** Of what is less likely sexual nobody needs to know whether it is about minors. */
  private static final double SUSPECTED = 0.05;

  /** A cue of age counts so many characters before and behind what is sexual. */
  private static final int NEARBY = 200;

  private final FastLayer fast;
  private final Encoder encoder;
  private final EncoderModel model;
  private final WordPiece pieces = new WordPiece(Vocabulary.load());
  private final List<FastLayer.Output> outputs;
  private final List<FastLayer.Output> drafts;
  private final FastLayer.Gate gate;
  private final FastLayer.Gate stepGate;

  /**
   * Loads both models.
   *
   * @param workers how many windows may be judged at the same time
   */
  public EncoderLayer(int workers) {
    this(new FastLayer(), EncoderModel.load(), workers, -1, -1);
  }

  /**
   * Loads both models, with other gates.
   *
   * @param gate the fast layer's doubt from which the others are asked; the model's own if negative
   * @param draftGate likewise the draft model's; at 0 it is left out, at 1 it answers for all whole
   *     texts
   */
  public EncoderLayer(int workers, double gate, double draftGate) {
    this(new FastLayer(), EncoderModel.load(), workers, gate, draftGate);
  }

  private EncoderLayer(
      FastLayer fast, EncoderModel model, int workers, double gate, double draftGate) {
    this.fast = fast;
    this.model = model;
    this.gate = new FastLayer.Gate(gate < 0 ? model.gate() : gate, model.embeddedGate());
    stepGate = new FastLayer.Gate(gate < 0 ? model.stepGate() : gate, model.embeddedGate());
    outputs = model.outputs().stream().map(name -> FastLayer.Output.of(name, MODEL)).toList();
    drafts = model.outputs().stream().map(name -> FastLayer.Output.of(name, DRAFT)).toList();
    if (!model.outputs().equals(fast.names().subList(0, outputs.size()))) {
      throw new IllegalStateException("both models must begin with the same outputs");
    }
    encoder = new Encoder(model, workers, draftGate < 0 ? model.draftGate() : draftGate);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void judge(View view, Hits hits) {
    boolean inSteps = FastLayer.inSteps(view, hits);
    FastLayer.Pass pass = fast.read(view, hits, inSteps ? stepGate : gate);
    if (pass == null) {
      return;
    }
    if (pass.doubtful().isEmpty()) {
      pass.report();
    } else if (inSteps) {
      new Pass(view, hits).steps(pass.doubtful());
    } else {
      new Pass(view, hits).whole(pass);
    }
  }

  @Override
  public void close() {
    encoder.close();
  }

  private static int middle(Part part) {
    return (part.from() + part.to()) / 2;
  }

  private static Part moreDoubtful(Part one, Part other) {
    return other.doubt() >= one.doubt() ? other : one;
  }

  /** One reading of a view. */
  private final class Pass {

    private final View view;
    private final Hits hits;

    Pass(View view, Hits hits) {
      this.view = view;
      this.hits = hits;
    }

    void whole(FastLayer.Pass pass) {
      int reach = model.pieces() * CHARACTERS_PER_PIECE;
      for (List<Part> region : regions(pass.doubtful())) {
        int from = region.getFirst().from();
        int to = region.stream().mapToInt(Part::to).max().orElseThrow();
        Pieces read = read(wordStart(from - reach), Math.min(view.length(), to + reach));
        around(read, from, to, region, pass.best());
      }
    }

    /** Parts that overlap or touch belong together. */
    private List<List<Part>> regions(List<Part> parts) {
      List<Part> ordered = new ArrayList<>(parts);
      ordered.sort((a, b) -> Integer.compare(a.from(), b.from()));
      List<List<Part>> regions = new ArrayList<>();
      int end = -1;
      for (Part part : ordered) {
        if (regions.isEmpty() || part.from() > end + 1) {
          regions.add(new ArrayList<>());
        }
        regions.getLast().add(part);
        end = Math.max(end, part.to());
      }
      return regions;
    }

    private void around(Pieces read, int from, int to, List<Part> region, float[] quick) {
      NavigableMap<Integer, Part> parts = new TreeMap<>();
      region.forEach(part -> parts.merge(middle(part), part, EncoderLayer::moreDoubtful));
      int size = model.pieces();
      Stretch doubtful = new Stretch(read.first(from), read.behind(to));
      if (doubtful.length() <= size) {
        int before = (size - doubtful.length()) / 2;
        int start = Math.max(0, Math.min(doubtful.from() - before, read.count() - size));
        both(read, start, Math.min(read.count(), start + size), parts, quick);
        return;
      }
      for (Stretch window : doubtful.windows(size, size - model.step())) {
        both(read, window.from(), window.to(), parts, quick);
      }
    }

    /** A window, and by itself the most doubtful part whose middle lies in it. */
    private void both(
        Pieces read, int from, int to, NavigableMap<Integer, Part> parts, float[] quick) {
      if (from >= to) {
        return;
      }
      int start = read.start(from);
      int end = read.end(to - 1);
      window(read, from, to, quick, 0, true);
      parts.subMap(start, end).values().stream()
          .reduce(EncoderLayer::moreDoubtful)
          .ifPresent(most -> alone(read, to - from, most, quick));
    }

    private void alone(Pieces read, int around, Part part, float[] quick) {
      int first = read.first(part.from());
      int last = Math.min(read.behind(part.to()), first + model.pieces());
      int size = last - first;
      if (around - size >= SURROUNDED && read.count() - size >= model.pieces()) {
        float[] own = quick.clone();
        part.raise(own);
        window(read, first, last, own, OUT_OF_CONTEXT, true);
      }
    }

    void steps(List<Part> parts) {
      TreeMap<Integer, List<Part>> steps = new TreeMap<>();
      for (Part part : parts) {
        steps.computeIfAbsent(part.to(), end -> new ArrayList<>()).add(part);
      }
      steps.forEach(this::step);
    }

    private void step(int end, List<Part> parts) {
      int reach = model.pieces() * CHARACTERS_PER_PIECE;
      Pieces read = read(wordStart(end - reach), end);
      int to = read.count();
      int from = Math.max(0, to - model.pieces());
      float[] quick = new float[outputs.size()];
      Arrays.fill(quick, Float.NEGATIVE_INFINITY);
      parts.forEach(part -> part.raise(quick));
      window(read, from, to, quick, 0, false);
      for (Part part : parts) {
        int begin = read.first(part.from());
        if (part.sentence() && begin - from >= SURROUNDED && begin < to) {
          window(read, begin, to, quick, 0, false);
        }
      }
    }

    private void window(
        Pieces read, int from, int to, float[] quick, float less, boolean draftable) {
      if (from >= to) {
        return; // nothing that a model reads
      }
      boolean tool = hits.direction() == Direction.TOOL;
      Encoder.Answer answer = encoder.judge(read.ids(from, to), tool, draftable, hits.deadline());
      int start = read.start(from);
      int end = read.end(to - 1);
      Passage passage = Passage.of(view, start, end);
      for (int o = 0; o < outputs.size(); o++) {
        double score = model.score(o, answer.drafted(), answer.logits()[o] - less, quick[o]);
        report((answer.drafted() ? drafts : outputs).get(o), score, start, end, passage);
      }
    }

    private void report(
        FastLayer.Output output, double score, int start, int end, Passage passage) {
      Category category = output.category();
      if (category == null
          || score < FastLayer.LOWEST
          || (output.embedded() && hits.direction() != Direction.TOOL)) {
        return;
      }
      hits.addPassage(category, score, EncoderLayer.this, output.rule(), view, start, end, passage);
      if (category == Category.SEXUAL && score >= SUSPECTED && ofMinors(start, end)) {
        String rule = MODEL + ":sexual+age";
        hits.addPassage(
            Category.SEXUAL_MINORS, score, EncoderLayer.this, rule, view, start, end, passage);
      }
    }

    /** Whether a cue of age stands in a part of the view, or near it. */
    private boolean ofMinors(int start, int end) {
      return AgeCues.in(
          view.substring(Math.max(0, start - NEARBY), Math.min(view.length(), end + NEARBY)));
    }

    /** Word by word, as the fast layer reads it, so that spans are known. */
    private Pieces read(int from, int to) {
      Pieces read = new Pieces();
      int at = from;
      while (at < to) {
        if (FastLayer.separates(view.at(at))) {
          at++;
          continue;
        }
        int end = at;
        while (end < to
            && end - at < FastLayer.LONGEST_WORD
            && !FastLayer.separates(view.at(end))) {
          end++;
        }
        pieces.read(ModelText.of(view.substring(at, end)), at, end, read);
        at = end;
      }
      return read;
    }

    private int wordStart(int position) {
      int start = Math.max(0, position);
      while (start > 0
          && position - start < FastLayer.LONGEST_WORD
          && !FastLayer.separates(view.at(start - 1))) {
        start--;
      }
      return start;
    }
  }
}
