package dev.hearth.registry.invocation;

import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.manifest.Trees;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.http.MediaType;

/** Makes text for a model of a plugin's answer. */
final class AnswerText {

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
    String text = response.text();
    if (isBinary(kind, text)) {
      return Optional.empty();
    }
    String plain;
    if (kind.equals("text/html") || kind.equals("application/xhtml+xml")) {
      plain = html(text);
    } else if (kind.endsWith("/json") || kind.endsWith("+json")) {
      plain = compact(text, response.truncated());
    } else {
      plain = text.strip();
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
