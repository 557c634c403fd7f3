package dev.hearth.gateway.audit;

import dev.hearth.base.ServiceException;
import dev.hearth.base.Waits;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Where audit records go. Two threads write them to PostgreSQL: while they commit batches, the
 * records that arrive form the next, and each request waits until its own is committed. A second
 * chain is only begun where one writer does not keep pace. Thread-safe.
 */
@Component
public final class AuditTrail implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

  /**
   * While one batch waits for the disk, the next is on its way. With one writer all callers of a
   * busy gateway wait for the same flush, and its processors do nothing meanwhile.
   */
  private static final int WRITERS = 2;

  private final AuditProperties properties;
  private final ContentPolicy policy;

  /** Chains that nobody writes now; as many as writers. */
  private final Deque<AuditStore> idle = new ConcurrentLinkedDeque<>();

  private final BlockingQueue<Waiting> queue;
  private final RecordMeters meters;
  private volatile List<Thread> writers = List.of();

  AuditTrail(
      AuditProperties properties,
      DataSource database,
      AuditSeal seal,
      ContentPolicy policy,
      MeterRegistry registry) {
    this.properties = properties;
    this.policy = policy;
    for (int i = 0; i < WRITERS; i++) {
      idle.push(new AuditStore(database, seal));
    }
    queue = new ArrayBlockingQueue<>(properties.queue());
    meters = new RecordMeters(registry, queue::size);
  }

  /** Whether records of this team hold question and answer. */
  public boolean keepsContent(String team) {
    return policy.keepsContent(team);
  }

  /**
   * Keeps a record; when this returns it is committed.
   *
   * @throws ServiceException 503 {@code audit_unavailable} if it could not be, or not in time
   */
  public void append(AuditRecord entry) {
    append(entry, properties.timeout());
  }

  /**
   * Keeps a record as above.
   *
   * @param left until the request's deadline, past which nobody shall wait; a second in any case
   */
  public void append(AuditRecord entry, Duration left) {
    long wait =
        Math.min(properties.timeout().toNanos(), Math.max(left.toNanos(), LEAST_WAIT.toNanos()));
    long made = System.nanoTime();
    Waiting waiting = new Waiting(entry, new CompletableFuture<>());
    if (writers.isEmpty() || !queue.offer(waiting)) {
      throw unrecorded(null);
    }
    try {
      Waits.get(waiting.done(), Duration.ofNanos(wait));
      meters.count(entry, Duration.ofNanos(System.nanoTime() - made));
    } catch (ExecutionException failed) {
      throw unrecorded(failed.getCause());
    } catch (TimeoutException late) {
      queue.remove(waiting);
      throw unrecorded(late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unrecorded(interrupted);
    }
  }

  private static ServiceException unrecorded(@Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        "audit_unavailable",
        "The request could not be recorded, so it is not answered; try again.",
        null,
        2,
        cause);
  }

  private void write() {
    List<Waiting> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException stopped) {
        // Requests that still run were waited for before; whoever comes later is not answered.
        List<Waiting> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(waiting -> waiting.done().completeExceptionally(stopped));
        return;
      }
      queue.drainTo(batch, properties.batch() - 1);
      AuditStore chain = idle.pop();
      try {
        write(chain, batch);
      } finally {
        idle.push(chain);
      }
      batch.clear();
    }
  }

  private void write(AuditStore store, List<Waiting> batch) {
    try {
      store.write(batch.stream().map(Waiting::entry).toList());
      batch.forEach(waiting -> waiting.done().complete(null));
    } catch (SQLException | RuntimeException failure) {
      if (batch.size() > 1
          && failure instanceof SQLException refused
          && AuditStore.isAboutData(refused)) {
        // One record that the database does not take must not cost the others theirs.
        batch.forEach(waiting -> write(store, List.of(waiting)));
        return;
      }
      log.warn("{} audit records could not be written", batch.size(), failure);
      batch.forEach(waiting -> waiting.done().completeExceptionally(failure));
    }
  }

  @Override
  public void start() {
    writers =
        Stream.generate(() -> Thread.ofPlatform().name("audit-writer").daemon().start(this::write))
            .limit(WRITERS)
            .toList();
  }

  @Override
  public void stop() {
    List<Thread> running = writers;
    writers = List.of();
    running.forEach(Thread::interrupt);
    try {
      for (Thread writer : running) {
        writer.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return !writers.isEmpty();
  }

  /** Before and after the web server, whose last requests still have records to write. */
  @Override
  public int getPhase() {
    return 0;
  }

  private record Waiting(AuditRecord entry, CompletableFuture<@Nullable Void> done) {}
}
