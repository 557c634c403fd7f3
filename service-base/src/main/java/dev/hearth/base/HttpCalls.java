package dev.hearth.base;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * HTTP/1.1 calls for threads that may block, over connections that are kept, with one deadline for
 * the whole exchange, body included. Closing an answer before its end closes its connection, by
 * which the other side learns that nobody waits any more. Thread-safe.
 *
 * <p>Under load Reactor Netty answered 1.4 to 2.5 times as many requests as the other clients that
 * were measured (docs/performance.md); this is what makes it usable from a virtual thread.
 */
public final class HttpCalls implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final int MOST_CONNECTIONS = 4096;

  /** More threads than processors would only take turns. All calls of a process share them. */
  private static final LoopResources LOOPS =
      LoopResources.create("http-calls", Runtime.getRuntime().availableProcessors(), true);

  private final ConnectionProvider connections;
  private final HttpClient client;

  /**
   * Calls over connections of their own.
   *
   * @param name what the connections are called in metrics
   */
  public HttpCalls(String name) {
    connections =
        ConnectionProvider.builder(name)
            .maxConnections(MOST_CONNECTIONS)
            .pendingAcquireMaxCount(MOST_CONNECTIONS)
            .pendingAcquireTimeout(CONNECT_TIMEOUT)
            // Less than the minute after which servers close idle connections.
            .maxIdleTime(IDLE)
            .lifo()
            .build();
    client =
        HttpClient.create(connections)
            .runOn(LOOPS)
            .followRedirect(false)
            .disableRetry(true)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis());
  }

  /**
   * Sends a request and waits for the head of its answer.
   *
   * @param body empty means none
   * @param timeout for everything, until the last byte of the answer's body was read
   * @return the answer, to be closed
   * @throws HttpTimeoutException if the time is over
   * @throws java.net.ConnectException if nothing was sent, since there is no connection
   * @throws IOException if the other side cannot be reached or breaks off
   */
  public Answer send(
      String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout)
      throws IOException {
    return send(method, uri, headers, body, timeout, timeout);
  }

  /**
   * Sends a request as above, and gives up earlier where nothing comes.
   *
   * @param silence how long the other side may stay silent, before the answer's head and between
   *     two parts of its body
   */
  public Answer send(
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      Duration timeout,
      Duration silence)
      throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    if (timeout.isZero() || timeout.isNegative()) {
      throw tooLate();
    }
    CompletableFuture<Answer> head = new CompletableFuture<>();
    Disposable exchange =
        client
            .request(HttpMethod.valueOf(method))
            .uri(uri)
            .send(
                (request, out) -> {
                  headers.forEach(request::header);
                  if (body.length == 0) {
                    return out.send(Mono.<ByteBuf>empty());
                  }
                  request.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
                  return out.send(Mono.just(Unpooled.wrappedBuffer(body)));
                })
            .responseConnection(
                (response, connection) -> {
                  Body answered = new Body(connection, end, silence.toNanos());
                  connection.inbound().receive().asByteArray().subscribe(answered.receiver);
                  return Mono.just(new Answer(response, answered));
                })
            .subscribe(
                answer -> {
                  if (!head.complete(answer)) {
                    answer.close();
                  }
                },
                head::completeExceptionally,
                () -> {
                  if (!head.isDone()) {
                    head.completeExceptionally(new IOException("no answer"));
                  }
                });
    try {
      return Waits.get(head, timeout.compareTo(silence) < 0 ? timeout : silence);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof IOException known
          ? known
          : new IOException("no answer", failure.getCause());
    } catch (TimeoutException late) {
      exchange.dispose();
      throw System.nanoTime() < end ? tooSilent() : tooLate();
    } catch (InterruptedException interrupted) {
      exchange.dispose();
      if (!head.completeExceptionally(interrupted) && !head.isCompletedExceptionally()) {
        head.join().close();
      }
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static HttpTimeoutException tooLate() {
    return new HttpTimeoutException("the time for the call is over");
  }

  private static HttpTimeoutException tooSilent() {
    return new HttpTimeoutException("the other side was silent for too long");
  }

  @Override
  public void close() {
    connections.dispose();
  }

  /** The head of an answer, and its body. */
  public static final class Answer implements Closeable {

    private final HttpClientResponse response;
    private final Body body;

    private Answer(HttpClientResponse response, Body body) {
      this.response = response;
      this.body = body;
    }

    /** The HTTP status. */
    public int status() {
      return response.status().code();
    }

    /** The headers, in their order, repeated ones too. */
    public Iterable<Map.Entry<String, String>> headers() {
      return response.responseHeaders();
    }

    /** The body; the same one at each call. Reading it throws {@link HttpTimeoutException}. */
    public InputStream body() {
      return body;
    }

    /** Closes the connection unless the body came to its end. */
    @Override
    public void close() {
      body.close();
    }
  }

  /** A body, as it comes; read by one thread, closed by any. */
  private static final class Body extends InputStream {

    /** Parts that may lie here unread; then the sender has to wait. */
    private static final int AHEAD = 64;

    private final Connection connection;
    private final long end;
    private final long silence;
    private final AtomicInteger unread = new AtomicInteger();
    private final Mailbox<Part> parts = new Mailbox<>();
    private final Receiver receiver = new Receiver();
    private byte[] current = new byte[0];
    private int position;
    private int taken;
    private @Nullable Part last;

    Body(Connection connection, long end, long silence) {
      this.connection = connection;
      this.end = end;
      this.silence = silence;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (position == current.length && length > 0) {
        if (last != null) {
          return last.end();
        }
        take();
      }
      int read = Math.min(length, current.length - position);
      System.arraycopy(current, position, target, offset, read);
      position += read;
      unread.addAndGet(-read);
      return read;
    }

    @Override
    public int available() {
      return unread.get();
    }

    private void take() throws IOException {
      Part part;
      try {
        part = parts.poll(Math.min(silence, end - System.nanoTime()));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", interrupted);
      }
      if (part == null) {
        close();
        throw System.nanoTime() < end ? tooSilent() : tooLate();
      }
      if (part.isLast()) {
        last = part;
        return;
      }
      current = part.bytes;
      position = 0;
      if (++taken % (AHEAD / 2) == 0) {
        receiver.request(AHEAD / 2);
      }
    }

    @Override
    public void close() {
      if (!receiver.ended) {
        receiver.dispose();
        connection.dispose();
        parts.add(new Part(new byte[0], new IOException("the answer was closed")));
      }
    }

    private final class Receiver extends BaseSubscriber<byte[]> {

      private volatile boolean ended;

      @Override
      protected void hookOnSubscribe(Subscription subscription) {
        request(AHEAD);
      }

      @Override
      protected void hookOnNext(byte[] bytes) {
        unread.addAndGet(bytes.length);
        parts.add(new Part(bytes, null));
      }

      @Override
      protected void hookOnComplete() {
        ended = true;
        // The connection goes back within this turn of its event loop; whoever reads of the end
        // after it may use it for the next call.
        connection.channel().eventLoop().execute(() -> parts.add(new Part(new byte[0], null)));
      }

      @Override
      protected void hookOnError(Throwable failure) {
        ended = true;
        parts.add(new Part(new byte[0], failure));
      }
    }

    /** Bytes, or without any the end. */
    private static final class Part {

      private final byte[] bytes;
      private final @Nullable Throwable failure;

      Part(byte[] bytes, @Nullable Throwable failure) {
        this.bytes = bytes;
        this.failure = failure;
      }

      boolean isLast() {
        return bytes.length == 0;
      }

      int end() throws IOException {
        if (failure != null) {
          throw new IOException("the answer broke off", failure);
        }
        return -1;
      }
    }
  }
}
