package dev.hearth.registry.egress;

import dev.hearth.registry.manifest.Content;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What came back.
 *
 * @param uri where it came from, after redirects
 * @param status the HTTP status
 * @param contentType the media type as sent, or null
 * @param body at most as many bytes as were asked for
 * @param truncated whether there was more
 * @param headers the first value of each header, by its name in lower case
 */
public record EgressResponse(
    URI uri,
    int status,
    @Nullable String contentType,
    Content body,
    boolean truncated,
    Map<String, String> headers) {

  /** Copies the headers. */
  public EgressResponse {
    headers = Map.copyOf(headers);
  }

  /** Whether the status is 2xx. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** The media type, or null if there is none or it cannot be read. */
  public @Nullable MediaType mediaType() {
    if (contentType == null) {
      return null;
    }
    try {
      return MediaType.parseMediaType(contentType);
    } catch (InvalidMediaTypeException unreadable) {
      return null;
    }
  }

  /** The body as text in its declared encoding, else UTF-8; broken characters are replaced. */
  public String text() {
    Charset charset = StandardCharsets.UTF_8;
    MediaType type = mediaType();
    if (type != null) {
      try {
        charset = type.getCharset() == null ? charset : type.getCharset();
      } catch (IllegalArgumentException unknown) {
        charset = StandardCharsets.UTF_8;
      }
    }
    return new String(body.bytes(), charset);
  }
}
