package dev.hearth.registry.egress;

import dev.hearth.registry.manifest.Content;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to the outside.
 *
 * @param method the HTTP method
 * @param uri absolute
 * @param headers sent as they are; connection headers are not among them
 * @param secrets headers that only the first address's own origin is sent, after no redirect to
 *     another
 * @param body null for none
 * @param maxBytes how much of the answer is read, decompressed; the rest is cut off
 * @param maxRedirects how many redirects are followed, each checked like the first address
 */
public record EgressRequest(
    String method,
    URI uri,
    List<Header> headers,
    List<Header> secrets,
    @Nullable Content body,
    int maxBytes,
    int maxRedirects) {

  /** Copies the headers. */
  public EgressRequest {
    headers = List.copyOf(headers);
    secrets = List.copyOf(secrets);
  }

  /** A request without credentials. */
  public EgressRequest(
      String method,
      URI uri,
      List<Header> headers,
      @Nullable Content body,
      int maxBytes,
      int maxRedirects) {
    this(method, uri, headers, List.of(), body, maxBytes, maxRedirects);
  }

  /** The same request with other headers that are secret. */
  public EgressRequest with(URI address, List<Header> credentials) {
    return new EgressRequest(method, address, headers, credentials, body, maxBytes, maxRedirects);
  }

  /** Leaves out what is sent: it may be secret or private. */
  @Override
  public String toString() {
    return "EgressRequest[" + method + " " + uri.getHost() + "]";
  }

  /** Fetches a document, following redirects. */
  public static EgressRequest get(URI uri, String accept, int maxBytes) {
    return new EgressRequest("GET", uri, List.of(new Header("Accept", accept)), null, maxBytes, 5);
  }

  /** A header's name and value. */
  public record Header(String name, String value) {}
}
