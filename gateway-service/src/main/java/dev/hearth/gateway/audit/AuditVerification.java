package dev.hearth.gateway.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out whether the records are those that were written: each chain from its opening or its
 * checkpoint to its head, on one snapshot of the database. Thread-safe.
 *
 * <p>What no look at the database alone can find is that the database as a whole was put back to an
 * earlier state; for that, heads are kept elsewhere and given as anchors.
 */
@Component
final class AuditVerification {

  /** Chain of what was recorded before there were chains; nothing seals it. */
  private static final long UNSEALED = 0;

  private static final int MOST_FINDINGS = 1000;
  private static final int FETCH = 2000;

  /**
   * Rows come as they are read. Sorting a long chain would be silent until all of it was read, for
   * longer than anybody listens.
   */
  private static final String AS_THEY_ARE_READ = "set local enable_sort = off";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate snapshot;
  private final AuditSeal seal;

  AuditVerification(AuditReading reading, AuditSeal seal) {
    jdbc = new JdbcTemplate(reading.database());
    // It reads with a cursor.
    jdbc.setFetchSize(FETCH);
    snapshot = new TransactionTemplate(new JdbcTransactionManager(reading.database()));
    snapshot.setReadOnly(true);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    this.seal = seal;
  }

  /**
   * Verifies all chains.
   *
   * @param anchors records that are known to have been written
   */
  Result verify(List<Anchor> anchors) {
    return Objects.requireNonNull(
        snapshot.execute(
            status -> {
              jdbc.execute(AS_THEY_ARE_READ);
              return new Run(jdbc, seal, anchors).result();
            }));
  }

  /** A record that somebody noted elsewhere. */
  record Anchor(long chain, long seq, String mac) {}

  /**
   * What a verification found; no findings means that all is as it was written.
   *
   * @param chains those that were walked from their beginning to their end
   * @param records how many records these hold
   * @param outside how many other records there are, which no such chain vouches for
   */
  record Result(List<Chain> chains, long records, long outside, List<Finding> findings) {}

  /**
   * A chain.
   *
   * @param first number of its first record that is still there
   * @param last number of its last record
   * @param mac the last record's, to be noted elsewhere as an anchor
   */
  record Chain(long chain, Instant openedAt, long first, long last, String mac) {}

  /**
   * What is wrong.
   *
   * @param seq the first record that it is about; 0 if it is about the chain
   * @param kind {@code removed}, {@code changed}, {@code added}, {@code chain_removed}, {@code
   *     chain_changed}, {@code head_changed}, {@code checkpoint_changed} or {@code other_key}
   */
  record Finding(
      long chain, long seq, String kind, @Nullable String requestId, String explanation) {}

  private static final class Run {

    private final JdbcTemplate jdbc;
    private final String keyId;
    private final AuditSeal.Sealer sealer;
    private final Map<Long, Mark> heads = new HashMap<>();
    private final Map<Long, Mark> checkpoints = new HashMap<>();
    private final Map<Long, List<Anchor>> anchors = new HashMap<>();
    private final List<Chain> chains = new ArrayList<>();
    private final Set<Long> otherKeys = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private long records;
    private long outside;

    Run(JdbcTemplate jdbc, AuditSeal seal, List<Anchor> anchors) {
      this.jdbc = jdbc;
      keyId = seal.keyId();
      sealer = seal.sealer();
      read("gateway.audit_head", heads);
      read("gateway.audit_checkpoint", checkpoints);
      for (Anchor anchor : anchors) {
        this.anchors.computeIfAbsent(anchor.chain(), chain -> new ArrayList<>()).add(anchor);
      }
    }

    private void read(String table, Map<Long, Mark> marks) {
      jdbc.query(
          "select chain, seq, mac, seal from " + table,
          row -> {
            marks.put(
                row.getLong("chain"),
                new Mark(
                    row.getLong("seq"),
                    new Sealed(row.getBytes("mac")),
                    new Sealed(row.getBytes("seal"))));
          });
    }

    Result result() {
      List<Opening> openings =
          jdbc.query(
              "select number, opened_at, key_id, mac from gateway.audit_chain order by number",
              (row, index) ->
                  new Opening(
                      row.getLong("number"),
                      row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                      row.getString("key_id"),
                      new Sealed(row.getBytes("mac"))));
      long expected = UNSEALED;
      Sealed previous = new Sealed(new byte[0]);
      for (Opening opening : openings) {
        boolean gap = opening.number() != expected;
        for (; expected < opening.number(); expected++) {
          find(expected, 0, "chain_removed", null, "the whole chain is missing");
        }
        expected++;
        if (opening.number() != UNSEALED) {
          verify(opening, gap ? null : previous);
        }
        previous = opening.mac();
      }
      long last = expected - 1;
      anchors.forEach(
          (chain, noted) -> {
            if (chain > last) {
              find(chain, 0, "chain_removed", null, "a record of this chain was noted elsewhere");
            }
          });
      findOutside();
      return new Result(chains, records, outside, findings);
    }

    /**
     * Whoever writes to the table may name any chain, none, or that which nothing seals. Which
     * chains are named is looked up in the index, one after the other, since reading the whole
     * table would be silent for too long.
     */
    private void findOutside() {
      Set<Long> verified = chains.stream().map(Chain::chain).collect(Collectors.toSet());
      for (Long chain = named(Long.MIN_VALUE);
          chain != null;
          chain = chain == Long.MAX_VALUE ? null : named(chain + 1)) {
        if (!verified.contains(chain)) {
          findOutside(chain, "chain = " + chain);
        }
      }
      // None cannot be unless somebody altered the table; it counts as 0.
      findOutside(UNSEALED, "chain is null");
    }

    /** The first chain from this one on that a record names. */
    private @Nullable Long named(long from) {
      List<Long> first =
          jdbc.queryForList(
              "select chain from gateway.audit_record where chain >= ? order by chain limit 1",
              Long.class,
              from);
      return first.isEmpty() ? null : first.getFirst();
    }

    private void findOutside(long chain, String condition) {
      Stray stray = new Stray();
      jdbc.query(
          "select seq, request_id from gateway.audit_record where " + condition + " order by seq",
          stray);
      outside += stray.count;
      // A chain under another key was reported as that.
      if (stray.count > 0 && !otherKeys.contains(chain)) {
        find(
            chain,
            stray.first,
            "added",
            stray.requestId,
            stray.count == 1
                ? "the record belongs to no chain that was verified"
                : stray.count + " records belong to no chain that was verified; this is the first");
      }
    }

    private void verify(Opening opening, @Nullable Sealed previous) {
      long chain = opening.number();
      if (!opening.keyId().equals(keyId)) {
        otherKeys.add(chain);
        find(
            chain,
            0,
            "other_key",
            null,
            "the chain was sealed with key "
                + opening.keyId()
                + " and can only be verified with that");
        return;
      }
      if (previous != null
          && !opening
              .mac()
              .equals(sealer.opening(chain, opening.openedAt(), opening.keyId(), previous))) {
        find(
            chain, 0, "chain_changed", null, "the chain's opening is not the one that was written");
      }
      Mark checkpoint = checkpoints.get(chain);
      if (checkpoint != null
          && !checkpoint
              .seal()
              .equals(sealer.mark("checkpoint", chain, checkpoint.seq(), checkpoint.mac()))) {
        find(
            chain,
            checkpoint.seq(),
            "checkpoint_changed",
            null,
            "the place where the chain begins is not the one that was written");
      }
      Walk walk =
          checkpoint == null
              ? new Walk(chain, 0, opening.mac())
              : new Walk(chain, checkpoint.seq(), checkpoint.mac());
      jdbc.query(
          "select * from gateway.audit_record where chain = ? order by seq, recorded_at",
          row -> {
            walk.next(StoredRecord.of(row, 0));
          },
          chain);
      walk.end(heads.get(chain));
      chains.add(new Chain(chain, opening.openedAt(), walk.first, walk.seq, walk.mac.hex()));
    }

    private void find(
        long chain, long seq, String kind, @Nullable String requestId, String explanation) {
      if (findings.size() < MOST_FINDINGS) {
        findings.add(new Finding(chain, seq, kind, requestId, explanation));
      }
    }

    /** One chain, record by record. */
    private final class Walk {

      private final long chain;
      private final long start;
      private long first;
      private long seq;
      private Sealed mac;

      Walk(long chain, long seq, Sealed mac) {
        this.chain = chain;
        start = seq;
        first = seq + 1;
        this.seq = seq;
        this.mac = mac;
      }

      void next(StoredRecord stored) {
        records++;
        String requestId = stored.entry().requestId();
        if (stored.seq() <= seq) {
          find(chain, stored.seq(), "added", requestId, "there is another record of this number");
          return;
        }
        boolean gap = stored.seq() != seq + 1;
        if (gap) {
          removed(seq + 1, stored.seq() - 1);
        }
        Sealed expected =
            sealer.record(
                mac,
                chain,
                stored.seq(),
                stored.recordedAt(),
                stored.entry(),
                stored.sealedContent());
        // After a gap the predecessor is not known: the record stands by those that follow it.
        if (!gap && !expected.equals(stored.mac())) {
          find(
              chain,
              stored.seq(),
              "changed",
              requestId,
              "the record is not the one that was written at this place: changed or moved");
        }
        seq = stored.seq();
        mac = stored.mac();
        for (Anchor anchor : anchors.getOrDefault(chain, List.of())) {
          if (anchor.seq() == seq && !anchor.mac().equals(mac.hex())) {
            find(chain, seq, "changed", requestId, "another record was noted elsewhere");
          }
        }
      }

      void end(@Nullable Mark head) {
        long known = seq;
        if (head == null) {
          find(chain, seq, "head_changed", null, "the chain's head is missing");
        } else {
          if (!head.seal().equals(sealer.mark("head", chain, head.seq(), head.mac()))) {
            find(
                chain,
                head.seq(),
                "head_changed",
                null,
                "the head is not the one that was written");
          }
          if (head.seq() > seq) {
            removed(seq + 1, head.seq());
          } else if (head.seq() < seq) {
            find(chain, head.seq() + 1, "added", null, "there are records after the chain's head");
          } else if (!head.mac().equals(mac)) {
            find(chain, seq, "changed", null, "the last record is not the one that was written");
          }
          known = Math.max(known, head.seq());
        }
        for (Anchor anchor : anchors.getOrDefault(chain, List.of())) {
          if (anchor.seq() > known && anchor.seq() > start) {
            removed(known + 1, anchor.seq());
          }
        }
      }

      private void removed(long from, long to) {
        find(
            chain,
            from,
            "removed",
            null,
            from == to
                ? "the record is missing"
                : "the records from %d to %d are missing".formatted(from, to));
      }
    }

    /** Counts records, and keeps what the first is. */
    private static final class Stray implements RowCallbackHandler {

      private long count;
      private long first;
      private @Nullable String requestId;

      @Override
      public void processRow(ResultSet row) throws SQLException {
        if (count++ == 0) {
          first = row.getLong("seq");
          requestId = row.getString("request_id");
        }
      }
    }

    private record Mark(long seq, Sealed mac, Sealed seal) {}

    private record Opening(long number, Instant openedAt, String keyId, Sealed mac) {}
  }
}
