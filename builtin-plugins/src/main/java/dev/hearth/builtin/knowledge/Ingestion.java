package dev.hearth.builtin.knowledge;

import dev.hearth.builtin.knowledge.Library.Ready;
import dev.hearth.builtin.knowledge.Library.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the documents that wait, in the background. What it was reading when it stopped, however
 * that was, still waits at the next start. Several instances share the work.
 */
@Component
class Ingestion implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Ingestion.class);

  /**
   * How long a worker sleeps where nobody wakes it: another instance may have accepted something.
   */
  private static final Duration NAP = Duration.ofSeconds(2);

  private final Library library;
  private final Indexer indexer;
  private final TransactionTemplate transaction;
  private final int workers;
  private final Semaphore work = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running;

  Ingestion(
      Library library,
      Indexer indexer,
      TransactionTemplate transaction,
      KnowledgeProperties properties) {
    this.library = library;
    this.indexer = indexer;
    this.transaction = transaction;
    this.workers = properties.workers();
  }

  @Override
  public synchronized void start() {
    running = true;
    for (int i = 0; i < workers; i++) {
      threads.add(Thread.ofPlatform().daemon().name("knowledge-ingestion-" + i).start(this::run));
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    threads.forEach(Thread::interrupt);
    threads.clear();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** There is something to read. */
  void wake() {
    work.release(workers);
  }

  private void run() {
    try {
      while (running) {
        if (!readNext()) {
          work.tryAcquire(NAP.toMillis(), TimeUnit.MILLISECONDS);
          work.drainPermits();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether something waited and was dealt with. */
  private boolean readNext() {
    try {
      return Boolean.TRUE.equals(
          transaction.execute(
              status -> {
                Optional<Waiting> waiting = library.next();
                waiting.ifPresent(this::read);
                return waiting.isPresent();
              }));
    } catch (DataAccessException | TransactionException broken) {
      if (running) {
        log.warn("documents cannot be read at the moment", broken);
      }
      return false;
    } catch (RuntimeException unexpected) {
      // It was counted as an attempt; a document that fails again and again is given up.
      log.error("a document could not be read", unexpected);
      return true;
    }
  }

  private void read(Waiting waiting) {
    if (waiting.isHopeless()) {
      library.fail(waiting, "reading it failed again and again; it may be broken");
      return;
    }
    library.attempted(waiting.arrival());
    Ready ready;
    try {
      ready = indexer.ready(waiting.raw());
    } catch (Unreadable unreadable) {
      library.fail(waiting, unreadable.message());
      return;
    }
    library.finish(waiting, ready);
  }
}
