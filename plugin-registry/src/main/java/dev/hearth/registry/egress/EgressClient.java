package dev.hearth.registry.egress;

import dev.hearth.registry.manifest.Content;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The only client that calls addresses which other people chose. Every address, also of every
 * redirect, is checked by the {@link EgressGuard}, and the connection goes to an address that was
 * checked. Time, size and headers of an answer are bounded. No cookies, no proxies, no automatic
 * retries. Thread-safe.
 */
public final class EgressClient implements AutoCloseable {

  private static final DnsResolver NO_SECOND_RESOLUTION = new NoResolution();

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final EgressGuard guard;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("egress-deadline").factory());

  EgressClient(EgressGuard guard, DetachedSocketFactory sockets, Duration connectTimeout) {
    this.guard = guard;
    Http1Config bounds =
        Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(16_384).build();
    PoolingHttpClientConnectionManager connections =
        new PoolingHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(
                sockets,
                null,
                NO_SECOND_RESOLUTION,
                RegistryBuilder.<TlsSocketStrategy>create()
                    .register("https", DefaultClientTlsStrategy.createDefault())
                    .build()),
            PoolConcurrencyPolicy.LAX,
            PoolReusePolicy.LIFO,
            TimeValue.ofMinutes(1),
            ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build());
    connections.setMaxTotal(500);
    connections.setDefaultMaxPerRoute(50);
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(connectTimeout))
            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
            .build());
    client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setUserAgent("Hearth")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .build();
  }

  /**
   * Makes a request.
   *
   * @param clearance what may be called beyond the public Internet
   * @param within the time for everything: lookup, redirects, the whole body
   * @throws EgressException if there is no answer; an answer of any status is none
   */
  public EgressResponse send(EgressRequest request, Clearance clearance, Duration within) {
    return send(request, clearance, within, Reading.WHOLE);
  }

  /**
   * Makes a request and reads its answer only as far as it is wanted, as where a stream has no end.
   * What the request's {@code maxBytes} do not cover cannot be read.
   *
   * @param clearance what may be called beyond the public Internet
   * @param within the time for everything: lookup, redirects, the body
   * @throws EgressException if there is no answer; an answer of any status is none
   */
  public EgressResponse send(
      EgressRequest request, Clearance clearance, Duration within, Reading reading) {
    Instant deadline = Instant.now().plus(within);
    URI uri = request.uri();
    for (int redirects = 0; ; redirects++) {
      Answer answer = exchange(request, uri, clearance, deadline, reading);
      if (answer.location() == null || request.maxRedirects() == 0) {
        return answer.response();
      }
      if (redirects == request.maxRedirects()) {
        throw new EgressException(
            EgressException.Reason.UNUSABLE, "the address redirects too often", null);
      }
      uri = target(uri, answer.location());
    }
  }

  private static URI target(URI from, String location) {
    try {
      return from.resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException unreadable) {
      throw new EgressException(
          EgressException.Reason.UNUSABLE, "the address redirects to no address", unreadable);
    }
  }

  private Answer exchange(
      EgressRequest request, URI uri, Clearance clearance, Instant deadline, Reading reading) {
    EgressGuard.Target target = guard.check(uri, clearance, left(deadline));
    EgressException last = null;
    for (InetAddress address : target.addresses().stream().limit(3).toList()) {
      try {
        return exchange(request, target, address, deadline, reading);
      } catch (HttpHostConnectException
          | ConnectTimeoutException
          | NoRouteToHostException refused) {
        last =
            EgressException.unconnected(
                "the host '" + target.host() + "' does not accept connections", refused);
      } catch (ConnectException refused) {
        last =
            EgressException.unconnected(
                "the host '" + target.host() + "' does not accept connections", refused);
      } catch (SocketTimeoutException slow) {
        throw timeout(target, slow);
      } catch (IOException broken) {
        throw left(deadline).isZero()
            ? timeout(target, broken)
            : new EgressException(
                EgressException.Reason.UNREACHABLE,
                "the connection to '" + target.host() + "' failed",
                broken);
      }
    }
    throw last == null
        ? new EgressException(EgressException.Reason.UNREACHABLE, "the host has no address", null)
        : last;
  }

  private Answer exchange(
      EgressRequest request,
      EgressGuard.Target target,
      InetAddress address,
      Instant deadline,
      Reading reading)
      throws IOException {
    Duration left = left(deadline);
    if (left.isZero()) {
      throw new SocketTimeoutException("no time left");
    }
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), target.uri());
    for (EgressRequest.Header header : request.headers()) {
      message.addHeader(header.name(), header.value());
    }
    if (Clearance.Origin.of(request.uri()).equals(Clearance.Origin.of(target.uri()))) {
      for (EgressRequest.Header secret : request.secrets()) {
        message.setHeader(secret.name(), secret.value());
      }
    }
    if (request.body() != null) {
      // The content type is among the headers.
      message.setEntity(new ByteArrayEntity(request.body().bytes(), null));
    }
    message.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(left))
            .setResponseTimeout(Timeout.of(left))
            .build());
    // A moment after the deadline, never before: what breaks off then is told as a timeout by it.
    ScheduledFuture<?> alarm =
        timer.schedule(message::cancel, left.toMillis() + 2, TimeUnit.MILLISECONDS);
    HttpHost host =
        new HttpHost(
            target.uri().getScheme().toLowerCase(Locale.ROOT),
            address,
            target.host(),
            target.port());
    try {
      ClassicHttpResponse response = client.executeOpen(host, message, null);
      Answer answer = read(request, target.uri(), response, reading);
      if (answer.whole()) {
        response.close();
      }
      return answer;
    } finally {
      alarm.cancel(false);
      // Closing would read the rest, which may be without end; cancelling a closed one does
      // nothing.
      message.cancel();
    }
  }

  private static Answer read(
      EgressRequest request, URI uri, ClassicHttpResponse response, Reading reading)
      throws IOException {
    int status = response.getCode();
    Header location = response.getFirstHeader("Location");
    HttpEntity entity = response.getEntity();
    Map<String, String> headers = headers(response);
    if (request.maxRedirects() > 0 && location != null && REDIRECTS.contains(status)) {
      EgressResponse empty = new EgressResponse(uri, status, null, Content.EMPTY, false, headers);
      return new Answer(empty, location.getValue(), entity == null);
    }
    if (entity == null) {
      return new Answer(
          new EgressResponse(uri, status, null, Content.EMPTY, false, headers), null, true);
    }
    String type = entity.getContentType();
    Body read = reading.read(status, type, new Bounded(decoded(entity), request.maxBytes()));
    return new Answer(
        new EgressResponse(uri, status, type, read.content(), read.truncated(), headers),
        null,
        read.ended());
  }

  private static Map<String, String> headers(ClassicHttpResponse response) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers.putIfAbsent(
          header.getName().toLowerCase(Locale.ROOT),
          header.getValue() == null ? "" : header.getValue());
    }
    return headers;
  }

  /** What of an answer's body is wanted. */
  @FunctionalInterface
  public interface Reading {

    /** All of it, as far as there is room. */
    Reading WHOLE =
        (status, contentType, body) -> {
          Content content = Content.of(body.readAllBytes());
          return new Body(content, body.isBeyondBound(), !body.isBeyondBound());
        };

    /**
     * Reads the body.
     *
     * @param contentType as sent, or null
     * @param body ends where the body does or the request's {@code maxBytes} are reached
     * @throws IOException if the connection breaks; other exceptions pass through as they are
     */
    Body read(int status, @Nullable String contentType, Bounded body) throws IOException;
  }

  /**
   * What was read of a body.
   *
   * @param truncated whether there was more than there is room for
   * @param ended whether it was read to its end, so that the connection is good for another request
   */
  public record Body(Content content, boolean truncated, boolean ended) {}

  /** A body of which no more than so many bytes can be read. Not thread-safe. */
  public static final class Bounded extends InputStream {

    private final InputStream source;
    private final int bound;
    private int count;
    private boolean beyond;

    private Bounded(InputStream source, int bound) {
      this.source = source;
      this.bound = bound;
    }

    @Override
    public int read() throws IOException {
      int next = beyond ? -1 : source.read();
      return counted(next, next < 0 ? -1 : 1);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      // One more than there is room for shows whether the body goes on.
      int most = Math.min(length, bound - count + 1);
      int got = beyond ? -1 : source.read(into, offset, most);
      return counted(got, got);
    }

    private int counted(int answer, int got) {
      if (got < 0) {
        return -1;
      }
      if (count + got > bound) {
        beyond = true;
        int fitting = bound - count;
        count = bound;
        return fitting == 0 ? -1 : fitting;
      }
      count += got;
      return answer;
    }

    /** Whether the body goes on where this ended. */
    public boolean isBeyondBound() {
      return beyond;
    }
  }

  /** Nothing compressed was asked for, yet some send it. */
  private static InputStream decoded(HttpEntity entity) throws IOException {
    String encoding = entity.getContentEncoding();
    return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> entity.getContent();
      case "gzip", "x-gzip" -> new GZIPInputStream(entity.getContent());
      case "deflate" -> new InflaterInputStream(entity.getContent());
      default -> throw new IOException("content encoding " + encoding);
    };
  }

  private static EgressException timeout(EgressGuard.Target target, IOException cause) {
    return new EgressException(
        EgressException.Reason.TIMEOUT,
        "the host '" + target.host() + "' did not answer in time",
        cause);
  }

  private static Duration left(Instant deadline) {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    client.close();
  }

  /** An answer; {@code whole} if its body was read to the end. */
  private record Answer(EgressResponse response, @Nullable String location, boolean whole) {}

  /** The guard resolved the name; connecting must not do it again. */
  private static final class NoResolution implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host + ": only checked addresses are connected to");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
