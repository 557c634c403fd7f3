package dev.hearth.gateway.screening;

import dev.hearth.contracts.moderation.Action;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The arguments of a call as a model wrote them, to be judged: as they are written, and, since JSON
 * reads otherwise than it is written, by their texts. One thread uses it.
 */
public final class WrittenArguments {

  /** What stands for arguments that cannot be redacted in part. */
  private static final String NONE = "{}";

  private final String written;
  private final Batch batch;
  private final int place;
  private final @Nullable JsonNode value;
  private final @Nullable JsonTexts texts;

  /**
   * Adds the texts of the arguments to the batch.
   *
   * @param written JSON, if the model did as it was told
   * @param field the field of the request that the caller sent them in, if a caller did
   */
  public WrittenArguments(String written, JsonMapper mapper, Batch batch, @Nullable String field) {
    this.written = written;
    this.batch = batch;
    int first = batch.size();
    value = parsed(written, mapper);
    texts = value == null ? null : new JsonTexts(value, batch, field);
    place = batch.around(first, written, field);
  }

  /** Whether they must not be passed on. */
  public boolean blocked() {
    return batch.verdict(place).action() == Action.BLOCK || (texts != null && texts.blocked());
  }

  /** The arguments as they may be passed on: as they are written, if nothing is to be redacted. */
  public String redacted() {
    if (texts == null) {
      return batch.redacted(place);
    }
    JsonNode redacted = texts.redacted();
    if (!redacted.equals(value)) {
      return redacted.toString();
    }
    // What shows only in what is written, such as a name that comes twice, is in none of the texts.
    return batch.verdict(place).action() == Action.REDACT ? NONE : written;
  }

  private static @Nullable JsonNode parsed(String written, JsonMapper mapper) {
    try {
      return mapper.readTree(written);
    } catch (JacksonException notJson) {
      // Then they are judged and passed on as the plain text that they are.
      return null;
    }
  }
}
