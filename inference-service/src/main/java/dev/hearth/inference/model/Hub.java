package dev.hearth.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A public hub over HTTP. Goes on from what is there by a Range request (RFC 9110, section 14), and
 * from the beginning where the server does not honour it.
 */
final class Hub implements Source {

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Duration connectTimeout;
  private final Duration stallTimeout;

  /**
   * A hub.
   *
   * @param connectTimeout how long to wait for a connection
   * @param stallTimeout how long to wait for the answer's head, and for more of its body
   */
  Hub(Duration connectTimeout, Duration stallTimeout) {
    this.connectTimeout = connectTimeout;
    this.stallTimeout = stallTimeout;
  }

  @Override
  public String description(PublishedModel model) {
    return String.valueOf(model.url().getHost());
  }

  @Override
  public void fetch(PublishedModel model, PartialFile part, ModelProgress progress)
      throws IOException {
    if (part.full()) {
      return;
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(connectTimeout)
            .build()) {
      try {
        download(client, model, part, progress);
      } finally {
        client.shutdownNow();
      }
    } catch (HttpConnectTimeoutException unreachable) {
      throw new IOException(
          "no connection within " + connectTimeout.toMillis() + " ms", unreachable);
    }
  }

  private void download(
      HttpClient client, PublishedModel model, PartialFile part, ModelProgress progress)
      throws IOException {
    HttpResponse<InputStream> response = get(client, model, part.length());
    if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
      response.body().close();
      part.restart();
      response = get(client, model, 0);
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() == OK
          || (response.statusCode() == PARTIAL_CONTENT && !startsAt(response, part.length()))) {
        part.restart();
      }
      if (response.statusCode() != OK && !startsAt(response, part.length())) {
        throw new IOException("the answer was HTTP " + response.statusCode());
      }
      readWatched(body, part, progress);
    }
  }

  private HttpResponse<InputStream> get(HttpClient client, PublishedModel model, long from)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(model.url()).timeout(stallTimeout);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static boolean startsAt(HttpResponse<?> response, long position) {
    return response.statusCode() == PARTIAL_CONTENT
        && response
            .headers()
            .firstValue("Content-Range")
            .map(range -> range.startsWith("bytes " + position + "-"))
            .orElse(false);
  }

  /** The client's own timeout ends with the answer's head; a body that stalls is closed here. */
  private void readWatched(InputStream body, PartialFile part, ModelProgress progress)
      throws IOException {
    AtomicBoolean moved = new AtomicBoolean();
    AtomicBoolean stalled = new AtomicBoolean();
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (sleptWell() && moved.getAndSet(false)) {
                    // It moves.
                  }
                  if (!Thread.currentThread().isInterrupted()) {
                    stalled.set(true);
                    closeStalled(body);
                  }
                });
    try {
      part.append(new Moving(body, moved), progress);
    } catch (IOException broken) {
      if (stalled.get()) {
        throw new IOException("nothing came for " + stallTimeout.toMillis() + " ms", broken);
      }
      throw new IOException("the transfer broke off at " + part.length() + " bytes", broken);
    } finally {
      watch.interrupt();
    }
  }

  private boolean sleptWell() {
    try {
      Thread.sleep(stallTimeout);
      return true;
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void closeStalled(InputStream body) {
    try {
      body.close();
    } catch (IOException alreadyBroken) {
      // The reading thread gets, and reports, the same failure.
      Thread.currentThread().interrupt();
    }
  }

  private static final class Moving extends java.io.FilterInputStream {

    private final AtomicBoolean moved;

    Moving(InputStream in, AtomicBoolean moved) {
      super(in);
      this.moved = moved;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      moved.set(true);
      return read;
    }
  }
}
