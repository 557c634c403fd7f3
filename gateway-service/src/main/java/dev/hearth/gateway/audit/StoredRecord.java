package dev.hearth.gateway.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record at its place.
 *
 * @param chain which chain it belongs to
 * @param seq its number there, from 1
 * @param recordedAt when it was written
 * @param entry the record; its content is left sealed
 * @param sealedContent encrypted question and answer, if they are kept
 * @param mac seals it and, through its predecessor's, all before it
 */
record StoredRecord(
    long chain,
    long seq,
    Instant recordedAt,
    AuditRecord entry,
    @Nullable Sealed sealedContent,
    Sealed mac) {

  static StoredRecord of(ResultSet row, int number) throws SQLException {
    byte[] content = row.getBytes("content");
    return new StoredRecord(
        row.getLong("chain"),
        row.getLong("seq"),
        time(row, "recorded_at"),
        new AuditRecord(
            AuditRecord.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            time(row, "at"),
            row.getString("request_id"),
            row.getObject("key_id", UUID.class),
            row.getString("team"),
            row.getString("method"),
            row.getString("path"),
            row.getString("model"),
            false,
            List.of((String[]) row.getArray("plugins").getArray()),
            row.getInt("steps"),
            List.of((String[]) row.getArray("verdicts").getArray()),
            row.getInt("prompt_tokens"),
            row.getInt("completion_tokens"),
            row.getInt("status"),
            row.getString("error_code"),
            new AuditRecord.Latency(
                micros(row, "total_us"),
                micros(row, "input_us"),
                micros(row, "tools_us"),
                micros(row, "first_event_us"),
                micros(row, "output_us")),
            row.getString("change"),
            null),
        content == null ? null : new Sealed(content),
        new Sealed(row.getBytes("mac")));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static Duration micros(ResultSet row, String column) throws SQLException {
    return Duration.of(row.getLong(column), ChronoUnit.MICROS);
  }
}
