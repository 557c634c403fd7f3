package dev.hearth.gateway.json;

import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads request bodies: bounded in size and time, as strict UTF-8 and strict JSON (RFC 8259), in
 * which no name stands twice in one object, so that what is screened is what is used. Thread-safe.
 */
@Component
public final class JsonBodies {

  private static final int PART = 8_192;

  private final JsonMapper mapper;
  private final int limit;
  private final Duration longest;

  JsonBodies(BodyProperties properties) {
    limit = Math.toIntExact(properties.maxRequestSize().toBytes());
    longest = properties.maxReadTime();
    mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /**
   * The body as a JSON object.
   *
   * @throws ServiceException 413 if it is too large, 408 if it takes too long, 400 if it is no JSON
   *     object
   */
  public Fields object(HttpServletRequest request) {
    return object(bytes(request));
  }

  /**
   * The body as it is.
   *
   * @throws ServiceException 413 if it is too large, 408 if it takes too long, 400 if it breaks off
   */
  public byte[] bytes(HttpServletRequest request) {
    if (request.getContentLengthLong() > limit) {
      throw tooLarge();
    }
    try {
      return read(request.getInputStream());
    } catch (IOException brokeOff) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_body",
          "The body could not be read to its end.",
          null,
          null,
          brokeOff);
    }
  }

  /** The container waits for each byte anew, so that a body could be sent a byte at a time. */
  private byte[] read(InputStream in) throws IOException {
    long began = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[PART];
    for (int length = in.read(part); length >= 0; length = in.read(part)) {
      body.write(part, 0, length);
      if (body.size() > limit) {
        throw tooLarge();
      }
      if (System.nanoTime() - began > longest.toNanos()) {
        throw new ServiceException(
            HttpStatus.REQUEST_TIMEOUT,
            "request_timeout",
            "The body took longer than " + longest.toSeconds() + " seconds to arrive.");
      }
    }
    return body.toByteArray();
  }

  /**
   * A body that was read already, as a JSON object.
   *
   * @throws ServiceException 400 if it is none
   */
  public Fields object(byte[] body) {
    String text = decode(body);
    JsonPointer position = JsonPointer.empty();
    try (JsonParser parser = mapper.createParser(text)) {
      try {
        JsonNode value = mapper.readTree(parser);
        if (value == null || value.isMissingNode()) {
          throw malformed("The body is empty; a JSON object is expected.", null, null);
        }
        if (parser.nextToken() != null) {
          throw malformed("The body goes on after its JSON object.", null, null);
        }
        return Fields.of(value, "");
      } catch (JacksonException invalid) {
        position = parser.streamReadContext().pathAsPointer();
        throw malformed(
            "The body is not valid JSON" + where(invalid, position) + ".", path(position), invalid);
      }
    }
  }

  private static String decode(byte[] body) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body));
      return text.toString();
    } catch (CharacterCodingException broken) {
      throw malformed("The body is not valid UTF-8.", null, broken);
    }
  }

  private ServiceException tooLarge() {
    return new ServiceException(
        HttpStatus.CONTENT_TOO_LARGE,
        "request_too_large",
        "The body is larger than " + limit + " bytes.");
  }

  private static ServiceException malformed(
      String message, @Nullable String param, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST, "invalid_json", message, param, null, cause);
  }

  private static String where(JacksonException invalid, JsonPointer position) {
    String where = "";
    if (invalid.getLocation() != null && invalid.getLocation().getLineNr() > 0) {
      where =
          " (line "
              + invalid.getLocation().getLineNr()
              + ", column "
              + invalid.getLocation().getColumnNr()
              + ")";
    }
    String path = path(position);
    return path == null ? where : where + " at '" + path + "'";
  }

  private static @Nullable String path(JsonPointer position) {
    StringBuilder path = new StringBuilder();
    for (JsonPointer at = position; !at.matches(); at = at.tail()) {
      if (at.mayMatchElement()) {
        path.append('[').append(at.getMatchingIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(at.getMatchingProperty());
      }
    }
    String text = path.toString();
    return text.isEmpty() || text.length() > 200 ? null : text;
  }
}
