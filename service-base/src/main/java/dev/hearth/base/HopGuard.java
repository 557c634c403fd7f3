package dev.hearth.base;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * A circuit breaker and a bulkhead before the calls of one service. What counts as a failure is
 * that there was no usable answer; a service that refuses in due form lives. Thread-safe.
 */
public final class HopGuard {

  private final String service;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final CallProperties properties;

  HopGuard(String service, CircuitBreaker breaker, Bulkhead bulkhead, CallProperties properties) {
    this.service = service;
    this.breaker = breaker;
    this.bulkhead = bulkhead;
    this.properties = properties;
  }

  /** How long the service may stay silent. */
  Duration silence() {
    return properties.silence();
  }

  /** How long it may where its answer is streamed. */
  Duration streamSilence() {
    return properties.streamSilence();
  }

  /**
   * Takes a place and the breaker's permission. One of the pass's ends must be told in any case.
   *
   * @throws ServiceException 503 {@code service_unavailable} if the service failed too often just
   *     now, 503 {@code overloaded} if it has too many calls already
   */
  public Pass enter() {
    if (!bulkhead.tryAcquirePermission()) {
      throw refused("overloaded", "the " + service + " has as many calls as it may have", 1, null);
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.onComplete();
      throw refused(
          ServiceException.UNAVAILABLE,
          "the " + service + " failed too often and is left alone for a moment",
          Math.toIntExact(Math.max(1, properties.openFor().plusMillis(999).toSeconds())),
          null);
    }
    return new Pass();
  }

  /**
   * Makes a call whose answer is complete when it returns.
   *
   * @throws IOException as {@code call} throws it: there was no usable answer
   * @throws ServiceException as {@code call} throws it, and as {@link #enter}
   */
  public <T> T call(Call<T> call) throws IOException {
    try (Pass pass = enter()) {
      return call(pass, call);
    }
  }

  /**
   * Makes a call whose answer goes on when it returns; the body holds its place until it ends or is
   * closed.
   *
   * @throws IOException as {@code call} throws it: there was no usable answer
   * @throws ServiceException as {@code call} throws it, and as {@link #enter}
   */
  ResponseEntity<InputStream> stream(Call<ResponseEntity<InputStream>> call) throws IOException {
    Pass pass = enter();
    boolean handedOn = false;
    try {
      ResponseEntity<InputStream> answer = GuardedBody.guarded(call(pass, call), pass::close);
      handedOn = true;
      return answer;
    } finally {
      if (!handedOn) {
        pass.close();
      }
    }
  }

  /** What a caller is told where there was no usable answer. */
  ServiceException unanswered(IOException failure) {
    if (failure instanceof HttpTimeoutException) {
      return refused(
          ServiceException.DEADLINE_EXCEEDED,
          "the " + service + " did not answer in time",
          1,
          failure);
    }
    return failure instanceof UnusableAnswer
        ? unavailable(String.valueOf(failure.getMessage()), failure.getCause())
        : unavailable("cannot be reached", failure);
  }

  private ServiceException unavailable(String what, @Nullable Throwable cause) {
    return refused(ServiceException.UNAVAILABLE, "the " + service + " " + what, 1, cause);
  }

  private static <T> T call(Pass pass, Call<T> call) throws IOException {
    try {
      T result = call.make();
      pass.answered();
      return result;
    } catch (IOException failure) {
      pass.failed(failure);
      throw failure;
    } catch (ServiceException refused) {
      pass.answered();
      throw refused;
    }
  }

  private static ServiceException refused(
      String code, String message, int seconds, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE, code, message, null, seconds, cause);
  }

  /** An answer that is none of the contract's; the message goes on from the service's name. */
  static final class UnusableAnswer extends IOException {

    @Serial private static final long serialVersionUID = 1;

    UnusableAnswer(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A call.
   *
   * @param <T> its result
   */
  public interface Call<T> {

    /** Makes it. */
    T make() throws IOException;
  }

  /** A call that may be made. It holds its place until it is closed. Thread-safe. */
  public final class Pass implements AutoCloseable {

    private final long begin = System.nanoTime();
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Pass() {}

    /** There was a usable answer, be it a refusal. */
    public void answered() {
      if (told.compareAndSet(false, true)) {
        breaker.onSuccess(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
      }
    }

    /** There was none. A caller that was interrupted says nothing about the service. */
    public void failed(Throwable failure) {
      if (told.compareAndSet(false, true)) {
        if (Thread.currentThread().isInterrupted()) {
          breaker.releasePermission();
        } else {
          breaker.onError(System.nanoTime() - begin, TimeUnit.NANOSECONDS, failure);
        }
      }
    }

    /** Gives the place back; without a word before, nothing is known of the service. */
    @Override
    public void close() {
      if (told.compareAndSet(false, true)) {
        breaker.releasePermission();
      }
      if (closed.compareAndSet(false, true)) {
        bulkhead.onComplete();
      }
    }
  }
}
