package dev.hearth.builtin.knowledge;

import dev.hearth.builtin.BadRequest;
import dev.hearth.builtin.knowledge.Library.Raw;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes uploads apart into documents: a file, an archive of files, or a line of JSON for each. */
final class Upload {

  static final int LONGEST_ID = 200;
  static final int LONGEST_DETAIL = 2_000;

  private final KnowledgeProperties properties;

  Upload(KnowledgeProperties properties) {
    this.properties = properties;
  }

  /**
   * The documents of a file.
   *
   * @param id of a single document; null for one of the file's name
   * @throws BadRequest if it is nothing that can be read
   */
  List<Raw> documents(
      String fileName,
      @Nullable String mediaType,
      byte[] content,
      @Nullable String id,
      Details given) {
    if (content.length == 0) {
      throw new BadRequest("the file is empty");
    }
    String name = fileName.toLowerCase(Locale.ROOT);
    Details details = given;
    if (details.source() == null) {
      details =
          new Details(
              details.title(),
              "file",
              details.sourceId(),
              details.url(),
              details.author(),
              details.createdAt());
    }
    if (name.endsWith(".zip")) {
      return archive(content, details);
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return lines(new String(content, StandardCharsets.UTF_8), details);
    }
    Optional<Format> format = Format.of(fileName);
    if (format.isEmpty() && mediaType != null) {
      format = Format.ofMediaType(mediaType);
    }
    if (startsWith(content, "%PDF-")) {
      format = Optional.of(Format.PDF);
    }
    if (format.isEmpty()) {
      throw new BadRequest(
          "a file's name must end in .txt, .md, .html, .pdf, or for many documents at once .zip or"
              + " .jsonl");
    }
    return List.of(
        new Raw(
            id == null ? documentId(fileName) : id,
            sourced(details, fileName),
            format.get(),
            new Bytes(content)));
  }

  private static boolean startsWith(byte[] content, String mark) {
    return new String(
            content, 0, Math.min(content.length, mark.length()), StandardCharsets.US_ASCII)
        .equals(mark);
  }

  private static Details sourced(Details details, String name) {
    return details.sourceId() != null
        ? details
        : new Details(
            details.title(),
            details.source(),
            cut(name),
            details.url(),
            details.author(),
            details.createdAt());
  }

  private static String cut(String text) {
    return text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) : text;
  }

  /** The file's name, so that uploading it again replaces it. */
  private static String documentId(String name) {
    String id = name.strip();
    return id.isEmpty()
        ? UUID.randomUUID().toString()
        : id.length() > LONGEST_ID ? id.substring(id.length() - LONGEST_ID) : id;
  }

  private List<Raw> archive(byte[] content, Details details) {
    List<Raw> documents = new ArrayList<>();
    long left = properties.maxFileSize().toBytes();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        Optional<Format> format = Format.of(name);
        boolean hidden = name.startsWith("__MACOSX/") || name.matches("(.*/)?\\..*");
        byte[] bytes = read(zip, left);
        left -= bytes.length;
        if (!entry.isDirectory() && !hidden && format.isPresent()) {
          documents.add(
              new Raw(documentId(name), sourced(details, name), format.get(), new Bytes(bytes)));
          checkCount(documents);
        }
      }
    } catch (ZipException broken) {
      throw new BadRequest("the archive is broken", broken);
    } catch (IOException | IllegalArgumentException broken) {
      throw new BadRequest("the archive cannot be read", broken);
    }
    if (documents.isEmpty()) {
      throw new BadRequest("the archive holds no .txt, .md, .html or .pdf file");
    }
    return documents;
  }

  private byte[] read(InputStream stream, long left) throws IOException {
    byte[] bytes = stream.readNBytes(Math.toIntExact(Math.min(left + 1, Integer.MAX_VALUE - 8)));
    if (bytes.length > left) {
      throw new BadRequest("the archive holds more than " + properties.maxFileSize());
    }
    return bytes;
  }

  private void checkCount(List<Raw> documents) {
    if (documents.size() > properties.maxDocuments()) {
      throw new BadRequest(
          "these are more than " + properties.maxDocuments() + " documents; upload them in parts");
    }
  }

  private List<Raw> lines(String text, Details details) {
    List<Raw> documents = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        documents.add(document(JsonMapper.shared().readTree(line), details));
      } catch (JacksonException unreadable) {
        throw new BadRequest("line " + number + " is not JSON", unreadable);
      } catch (BadRequest wrong) {
        throw new BadRequest("line " + number + ": " + wrong.getMessage(), wrong);
      }
      checkCount(documents);
    }
    if (documents.isEmpty()) {
      throw new BadRequest("the file has no line");
    }
    return documents;
  }

  /**
   * A document given as JSON: {@code text}, perhaps {@code id}, {@code format}, and {@code
   * metadata} or its parts.
   *
   * @param general holds where the document does not say otherwise
   * @throws BadRequest if a part has the wrong form
   */
  static Raw document(JsonNode json, Details general) {
    if (!json.isObject()) {
      throw new BadRequest("a document is a JSON object with a text");
    }
    String text = text(json, "text", Integer.MAX_VALUE);
    if (text == null) {
      throw new BadRequest("a document needs a text");
    }
    String id = text(json, "id", LONGEST_ID);
    String format = text(json, "format", 40);
    JsonNode metadata = json.path("metadata").isObject() ? json.path("metadata") : json;
    String created = text(metadata, "created_at", 40);
    Details details =
        new Details(
            or(text(metadata, "title", LONGEST_DETAIL), general.title()),
            or(text(metadata, "source", LONGEST_DETAIL), general.source()),
            or(text(metadata, "source_id", LONGEST_DETAIL), general.sourceId()),
            or(text(metadata, "url", LONGEST_DETAIL), general.url()),
            or(text(metadata, "author", LONGEST_DETAIL), general.author()),
            created == null ? general.createdAt() : instant(created, "created_at"));
    return new Raw(
        id == null ? UUID.randomUUID().toString() : id,
        details,
        format == null ? Format.TEXT : format(format),
        new Bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Format format(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "text" -> Format.TEXT;
      case "markdown" -> Format.MARKDOWN;
      case "html" -> Format.HTML;
      default -> throw new BadRequest("format is text, markdown or html");
    };
  }

  private static @Nullable String or(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }

  private static @Nullable String text(JsonNode json, String name, int longest) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString() && !value.isNumber()) {
      throw new BadRequest(name + " must be a text");
    }
    String text = value.asString();
    if (text.isBlank()) {
      return null;
    }
    if (text.length() > longest) {
      throw new BadRequest(name + " has more than " + longest + " characters");
    }
    // PostgreSQL's texts cannot hold it.
    return text.replace("\0", "");
  }

  /**
   * Reads a date, or a date and time.
   *
   * @throws BadRequest if it is neither
   */
  static Instant instant(String text, String name) {
    try {
      return text.length() <= 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException invalid) {
      throw new BadRequest(
          name + " must be a date such as 2025-03-14 or 2025-03-14T09:26:53Z", invalid);
    }
  }
}
