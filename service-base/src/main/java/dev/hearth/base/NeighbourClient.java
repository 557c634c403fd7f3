package dev.hearth.base;

import dev.hearth.contracts.Hop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * A client of a service that may live in this JVM. Where it does it is called directly, behind the
 * same {@link HopGuard}, until the same deadline and with the same failures as over HTTP.
 */
final class NeighbourClient implements InvocationHandler {

  private final Class<?> api;
  private final Object overHttp;
  private final String service;
  private final int port;
  private final HopGuard guard;
  private final Neighbours neighbours;

  private NeighbourClient(
      Class<?> api,
      Object overHttp,
      String service,
      int port,
      HopGuard guard,
      Neighbours neighbours) {
    this.api = api;
    this.overHttp = overHttp;
    this.service = service;
    this.port = port;
    this.guard = guard;
    this.neighbours = neighbours;
  }

  static <T> T create(
      Class<T> api,
      T overHttp,
      String service,
      URI address,
      HopGuard guard,
      Neighbours neighbours) {
    return api.cast(
        Proxy.newProxyInstance(
            api.getClassLoader(),
            new Class<?>[] {api},
            new NeighbourClient(api, overHttp, service, address.getPort(), guard, neighbours)));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    Entrance entrance = neighbours.at(port);
    if (entrance == null
        || !entrance.offers(api)
        || arguments == null
        || !(arguments[0] instanceof Hop hop)) {
      return overHttp(method, arguments);
    }
    Call call = new Call(entrance, hop, method, arguments);
    try {
      return method.getReturnType() == ResponseEntity.class
          ? guard.stream(() -> streamed(call))
          : guard.call(() -> whole(call));
    } catch (IOException failure) {
      throw guard.unanswered(failure);
    }
  }

  private @Nullable Object overHttp(Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(overHttp, arguments);
    } catch (InvocationTargetException failure) {
      throw Objects.requireNonNullElse(failure.getCause(), failure);
    }
  }

  /** A call as it is made. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Call(Entrance entrance, Hop hop, Method method, @Nullable Object[] arguments) {}

  /** On a thread of its own, so that its caller leaves at the deadline whatever happens. */
  private Object whole(Call call) throws IOException {
    Duration time = time(call, guard.silence());
    CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
    Entrance.Visit visit = enter(call, api);
    Thread worker =
        Thread.ofVirtual()
            .name(service)
            .start(
                CarriedContext.with(
                    () -> {
                      try (visit) {
                        answer.complete(visit.make(call.method, call.hop, call.arguments));
                      } catch (RuntimeException | Error failure) {
                        answer.completeExceptionally(failure);
                      }
                    }));
    try {
      Object answered = Waits.get(answer, time);
      if (answered == null) {
        throw new HopGuard.UnusableAnswer("answered nothing", null);
      }
      return answered;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof ServiceException refused) {
        throw refused;
      }
      throw new HopGuard.UnusableAnswer("broke off", failure.getCause());
    } catch (TimeoutException late) {
      worker.interrupt();
      throw tooLate();
    } catch (InterruptedException interrupted) {
      worker.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** On its caller's thread: an answer that is streamed is only begun by it. */
  @SuppressWarnings("unchecked") // Contracts have no other ResponseEntity than this.
  private ResponseEntity<InputStream> streamed(Call call) throws IOException {
    time(call, guard.streamSilence());
    Entrance.Visit visit = enter(call, api);
    boolean handedOn = false;
    try {
      ResponseEntity<InputStream> answer =
          (ResponseEntity<InputStream>)
              Objects.requireNonNull(visit.make(call.method, call.hop, call.arguments));
      handedOn = true;
      return GuardedBody.guarded(answer, visit::close);
    } finally {
      if (!handedOn) {
        visit.close();
      }
    }
  }

  private static Duration time(Call call, Duration silence) throws IOException {
    Duration left = call.hop.remaining();
    if (left.isZero()) {
      throw tooLate();
    }
    return left.compareTo(silence) < 0 ? left : silence;
  }

  private static Entrance.Visit enter(Call call, Class<?> api) throws IOException {
    Entrance.Visit visit = call.entrance.enter(api);
    if (visit == null) {
      throw new ConnectException("the service stops");
    }
    return visit;
  }

  private static HttpTimeoutException tooLate() {
    return new HttpTimeoutException("the time for the call is over");
  }
}
