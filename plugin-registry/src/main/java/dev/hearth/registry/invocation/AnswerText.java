package dev.hearth.registry.invocation;

import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.manifest.Trees;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** Makes text for a model of a plugin's answer. */
final class AnswerText {

  private static final int LOOKED_AT = 1_024;

  /** The encoding that XML (Extensible Markup Language 1.0, 4.3.3) or a page says of itself. */
  private static final Pattern DECLARED =
      Pattern.compile(
          "(?i)^\\s*<\\?xml[^>]{1,100}?encoding\\s*=\\s*[\"']([\\w:.-]{1,40})[\"']"
              + "|<meta[^>]{1,200}?charset\\s*=\\s*[\"']?([\\w:.-]{1,40})");

  private static final Pattern PAGE = Pattern.compile("(?i)\\s*<(!doctype\\s+html|html)\\b");

  private static final Pattern INDENTATION = Pattern.compile(">[ \\t]*\\r?\\n\\s*<");

  private AnswerText() {}

  /**
   * The answer as text, at most {@code longest} characters and a note if there was more; empty if
   * it is binary.
   */
  static Optional<String> of(EgressResponse response, int longest) {
    if (response.body().size() == 0) {
      return Optional.of("");
    }
    MediaType type = response.mediaType();
    String kind =
        type == null ? "" : (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    String text = decoded(response, type);
    if (isBinary(kind, text)) {
      return Optional.empty();
    }
    String plain;
    if (kind.equals("text/html") || kind.equals("application/xhtml+xml") || isPage(text)) {
      plain = html(text);
    } else if (kind.endsWith("/json") || kind.endsWith("+json")) {
      plain = compact(text, response.truncated());
    } else if (kind.endsWith("/xml") || kind.endsWith("+xml")) {
      plain = INDENTATION.matcher(text).replaceAll(">\n<").strip();
    } else {
      plain = text.replace("\r\n", "\n").strip();
    }
    return Optional.of(cut(plain, longest, response.truncated()));
  }

  /** At most so many characters of a text, and a note if it was longer. */
  static String cut(String text, int longest, boolean truncated) {
    if (text.length() <= longest && !truncated) {
      return text;
    }
    int end = Math.min(text.length(), longest);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end)
        + "\n"
        + "[The answer was longer and is cut here. Ask for less, if the tool has arguments for"
        + " it.]";
  }

  /** A mark at the beginning outweighs what a header says, and that what the text says itself. */
  private static String decoded(EgressResponse response, @Nullable MediaType type) {
    byte[] bytes = response.body().bytes();
    String start =
        new String(bytes, 0, Math.min(bytes.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u00EF\u00BB\u00BF")) {
      return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
    }
    if (start.startsWith("\u00FF\u00FE") || start.startsWith("\u00FE\u00FF")) {
      // Java's UTF_16 reads the mark.
      return new String(bytes, StandardCharsets.UTF_16);
    }
    boolean said = type != null && type.getParameter("charset") != null;
    Matcher declared = DECLARED.matcher(start);
    if (!said && declared.find()) {
      try {
        return new String(
            bytes,
            Charset.forName(declared.group(1) != null ? declared.group(1) : declared.group(2)));
      } catch (IllegalArgumentException unknown) {
        return response.text();
      }
    }
    return response.text();
  }

  /** Whether this is a page, under whatever name: errors are often told in one. */
  private static boolean isPage(String text) {
    return PAGE.matcher(text).lookingAt();
  }

  private static boolean isBinary(String kind, String text) {
    if ((kind.startsWith("image/") && !kind.equals("image/svg+xml"))
        || kind.startsWith("audio/")
        || kind.startsWith("video/")
        || kind.startsWith("font/")
        || kind.equals("application/pdf")
        || kind.equals("application/zip")
        || kind.equals("application/gzip")) {
      return true;
    }
    // Whatever it is called: text holds no NUL, and few characters that are none.
    int broken = 0;
    int looked = Math.min(text.length(), 2_000);
    for (int i = 0; i < looked; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return true;
      }
      if (c == '\uFFFD' || (c < 0x20 && "\n\r\t\f".indexOf(c) < 0)) {
        broken++;
      }
    }
    return broken * 20 > looked;
  }

  /** White space costs a model as much as words do. */
  private static String compact(String text, boolean truncated) {
    if (truncated) {
      return text.strip();
    }
    try {
      return Trees.json(text).toString();
    } catch (Trees.Unreadable notJson) {
      // It is what the plugin said, whatever it calls it.
      return text.strip();
    }
  }

  private static String html(String text) {
    Document page = Jsoup.parse(text);
    page.select("script, style, noscript, template, svg, iframe, object, head > :not(title)")
        .remove();
    page.select("[hidden], [aria-hidden=true]").remove();
    page.select("[style~=(?i)display\\s*:\\s*none|visibility\\s*:\\s*hidden]").remove();
    page.select("br").append("\\n");
    page.select("p, div, li, tr, h1, h2, h3, h4, h5, h6, section, article, table").prepend("\\n");
    page.select("td, th").append(" ");
    String title = page.title().strip();
    String body =
        page.body()
            .wholeText()
            .replace("\\n", "\n")
            .replaceAll("[ \\t\\x0B\\f\\r\\u00A0]+", " ")
            .replaceAll(" ?\\n[ \\n]*", "\n")
            .strip();
    return title.isEmpty() || body.startsWith(title) ? body : title + "\n" + body;
  }
}
