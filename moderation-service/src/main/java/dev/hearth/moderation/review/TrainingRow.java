package dev.hearth.moderation.review;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.layer.Layer;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reviewer said of a text as a row for {@code bench/moderation/train}: the labels that it
 * names hold, those that it calls unknown may, and all others do not.
 */
final class TrainingRow {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The texts are the callers' own. */
  private static final String LICENCE = "private";

  /** Detectors find these, or a cue beside what is sexual: no model has an output for them. */
  private static final Set<Category> NOT_LEARNED =
      EnumSet.of(Category.SEXUAL_MINORS, Category.PII, Category.SECRETS);

  /** The models' output for instructions inside of data. */
  private static final String EMBEDDED = "embedded";

  private TrainingRow() {}

  /**
   * The row of a reviewed event. Where the reviewer named labels, they are all that apply.
   * Otherwise what was confirmed is labelled with what was found, and of the rest nothing is known;
   * what was overturned has no label.
   *
   * @return null where it teaches nothing: without its text, and where the reviewer named no labels
   *     and nothing was found that a model could have known
   */
  static @Nullable ObjectNode of(Events.Stored event) {
    String text = event.content();
    if (text == null) {
      return null;
    }
    Set<Category> holds = EnumSet.noneOf(Category.class);
    Set<String> unknown = new TreeSet<>();
    if (event.labels() == null) {
      Set<Category> found = learned(found(event));
      if (found.isEmpty()) {
        return null;
      }
      if (event.confirmed()) {
        holds.addAll(found);
        EnumSet<Category> others = EnumSet.allOf(Category.class);
        others.removeAll(NOT_LEARNED);
        others.removeAll(found);
        others.forEach(category -> unknown.add(category.text()));
        unknown.add(EMBEDDED);
      }
    } else {
      Set<Category> said = EnumSet.noneOf(Category.class);
      event.labels().forEach(label -> said.add(Category.of(label.asString())));
      if (said.isEmpty() && missed(event)) {
        return null;
      }
      holds.addAll(learned(said));
    }
    return row(event, text, holds, unknown);
  }

  /** Whether a reviewer says that harm was passed, which wants a label. */
  private static boolean missed(Events.Stored event) {
    return !event.confirmed() && event.action().equals(Action.ALLOW.text());
  }

  private static ObjectNode row(
      Events.Stored event, String text, Set<Category> holds, Set<String> unknown) {
    boolean tool = event.direction().equals(Direction.TOOL.text());
    ObjectNode row = JSON.createObjectNode().put("text", text);
    ArrayNode labels = row.putArray("labels");
    if (tool && holds.contains(Category.PROMPT_INJECTION)) {
      labels.add(EMBEDDED);
      unknown.remove(EMBEDDED);
    } else if (holds.contains(Category.PROMPT_INJECTION) || holds.contains(Category.JAILBREAK)) {
      unknown.add(EMBEDDED);
    }
    holds.forEach(category -> labels.add(category.text()));
    unknown.forEach(row.putArray("unknown")::add);
    return row.put("kind", kind(event.direction()))
        .put("group", event.sha256().substring(0, 8))
        .put("source", "review")
        .put("licence", LICENCE)
        .put("review", event.review());
  }

  /** As the rows in bench/moderation/data name it. */
  private static String kind(String direction) {
    return switch (direction) {
      case "output" -> "response";
      case "tool" -> "tool-result";
      default -> "prompt";
    };
  }

  private static Set<Category> found(Events.Stored event) {
    Set<Category> found = EnumSet.noneOf(Category.class);
    for (Verdict.Finding finding : JSON.treeToValue(event.findings(), Verdict.Finding[].class)) {
      if (!finding.layer().equals(Layer.NORMALISE)) {
        found.add(finding.category());
      }
    }
    return found;
  }

  /** With those of which they are cases, and without what no model has an output for. */
  private static Set<Category> learned(Collection<Category> categories) {
    Set<Category> learned = EnumSet.noneOf(Category.class);
    for (Category category : categories) {
      for (Category each = category; each != null; each = each.wider()) {
        learned.add(each);
      }
    }
    learned.removeAll(NOT_LEARNED);
    return learned;
  }
}
