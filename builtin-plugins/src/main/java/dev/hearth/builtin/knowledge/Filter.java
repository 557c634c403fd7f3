package dev.hearth.builtin.knowledge;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which documents are meant; a part that is null does not matter.
 *
 * @param startDate the earliest {@code created_at}
 * @param endDate the latest
 */
record Filter(
    @JsonProperty("document_id") @Nullable String documentId,
    @Nullable String source,
    @JsonProperty("source_id") @Nullable String sourceId,
    @Nullable String author,
    @JsonProperty("start_date") @Nullable Instant startDate,
    @JsonProperty("end_date") @Nullable Instant endDate) {

  static final Filter NONE = new Filter(null, null, null, null, null, null);

  boolean isEmpty() {
    return equals(NONE);
  }

  /** The condition on a table of this alias; {@link #bind} gives its parameters. */
  static String sql(String alias, String idColumn) {
    return """
     and (cast(:f_id as text) is null or %1$s.%2$s = :f_id)
     and (cast(:f_source as text) is null or %1$s.source = :f_source)
     and (cast(:f_source_id as text) is null or %1$s.source_id = :f_source_id)
     and (cast(:f_author as text) is null or %1$s.author = :f_author)
     and (cast(:f_start as timestamptz) is null or %1$s.created_at >= :f_start)
     and (cast(:f_end as timestamptz) is null or %1$s.created_at <= :f_end)
    """
        .formatted(alias, idColumn);
  }

  JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement) {
    return statement
        .param("f_id", documentId)
        .param("f_source", source)
        .param("f_source_id", sourceId)
        .param("f_author", author)
        .param("f_start", at(startDate))
        .param("f_end", at(endDate));
  }

  static @Nullable OffsetDateTime at(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
