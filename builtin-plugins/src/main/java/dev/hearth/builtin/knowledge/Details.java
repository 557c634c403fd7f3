package dev.hearth.builtin.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a document besides its text; every part may be missing.
 *
 * @param title what people call it
 * @param source what kind of thing it is from, such as {@code file}, {@code email}, {@code wiki}
 * @param sourceId its name there, such as a file's name
 * @param url where people can read it
 * @param author who wrote it
 * @param createdAt when it was written
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Details(
    @Nullable String title,
    @Nullable String source,
    @JsonProperty("source_id") @Nullable String sourceId,
    @Nullable String url,
    @Nullable String author,
    @JsonProperty("created_at") @Nullable Instant createdAt) {

  static final Details NONE = new Details(null, null, null, null, null, null);

  /** The same with a title, where there is none yet. */
  Details titled(@Nullable String other) {
    return title != null ? this : new Details(other, source, sourceId, url, author, createdAt);
  }
}
