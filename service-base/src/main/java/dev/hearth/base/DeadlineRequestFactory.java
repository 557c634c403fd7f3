package dev.hearth.base;

import dev.hearth.contracts.Hop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * Requests that time out, body included, when their {@value Hop#DEADLINE_HEADER} header says. The
 * factories of Spring know one timeout for all requests only.
 */
final class DeadlineRequestFactory implements ClientHttpRequestFactory {

  private final HttpClient client;

  DeadlineRequestFactory(HttpClient client) {
    this.client = client;
  }

  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
    return new DeadlineRequest(uri, method);
  }

  private final class DeadlineRequest extends AbstractClientHttpRequest {

    private final URI uri;
    private final HttpMethod method;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    DeadlineRequest(URI uri, HttpMethod method) {
      this.uri = uri;
      this.method = method;
    }

    @Override
    public HttpMethod getMethod() {
      return method;
    }

    @Override
    public URI getURI() {
      return uri;
    }

    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
      return body;
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
      String left = headers.getFirst(Hop.DEADLINE_HEADER);
      JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client);
      if (left != null) {
        long milliseconds = Long.parseLong(left);
        if (milliseconds <= 0) {
          throw new HttpTimeoutException("no time left for " + uri.getPath());
        }
        factory.setReadTimeout(Duration.ofMillis(milliseconds));
      }
      ClientHttpRequest request = factory.createRequest(uri, method);
      request.getHeaders().putAll(headers);
      if (body.size() > 0) {
        body.writeTo(request.getBody());
      }
      return request.execute();
    }
  }
}
