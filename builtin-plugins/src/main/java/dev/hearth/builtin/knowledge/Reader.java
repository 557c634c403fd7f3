package dev.hearth.builtin.knowledge;

import dev.hearth.builtin.knowledge.Passage.Read;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/** Reads the text out of documents: jsoup for HTML, PDFBox for PDF. Bounded and thread-safe. */
final class Reader {

  private static final int MOST_PAGES = 3_000;
  private static final long PDF_MEMORY = 24L << 20;
  private static final long PDF_STORAGE = 96L << 20;
  private static final int DEEPEST_HEADING = 6;
  private static final int LONGEST_HEADING = 160;

  private static final Pattern HEADING = Pattern.compile("^ {0,3}(#{1,6})\\s+(.*?)\\s*#*\\s*$");
  private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~).*");
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\]\\n]*)\\]\\([^)\\n]*\\)");
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u200b\\u200e\\u200f\\u202a-\\u202e\\ufeff]");

  private final int longest;

  /** Reads texts of at most so many characters. */
  Reader(int longest) {
    this.longest = longest;
  }

  /**
   * Reads a document.
   *
   * @throws Unreadable if it is broken, locked, too long, or has no text
   */
  Read read(Format format, byte[] content) throws Unreadable {
    Read read =
        switch (format) {
          case TEXT -> new Read(null, List.of(new Passage(null, plain(decoded(content)))));
          case MARKDOWN -> markdown(decoded(content));
          case HTML -> html(content);
          case PDF -> pdf(content);
        };
    List<Passage> passages =
        read.passages().stream().filter(passage -> !passage.text().isBlank()).toList();
    if (passages.isEmpty()) {
      throw new Unreadable(
          format == Format.PDF
              ? "the PDF has no text; if its pages are pictures, recognise the text (OCR) first"
              : "the document has no text",
          null);
    }
    if (read.characters() > longest) {
      throw new Unreadable("the document has more than " + longest + " characters", null);
    }
    return new Read(read.title(), passages);
  }

  /** UTF-8, and what is not UTF-8 as the superset of Latin-1 that is in use for the rest. */
  private static String decoded(byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(content, Charset.forName("windows-1252"));
    }
  }

  private static String plain(String text) {
    return UNPRINTABLE
        .matcher(text.replace("\r\n", "\n").replace('\r', '\n').replace('\u00a0', ' '))
        .replaceAll("")
        .replaceAll("[ \\t]+\\n", "\n")
        .replaceAll("\\n{3,}", "\n\n")
        .strip();
  }

  private static Read markdown(String text) {
    Sections sections = new Sections();
    boolean code = false;
    for (String line : plain(text).split("\n", -1)) {
      if (FENCE.matcher(line).matches()) {
        code = !code;
        continue;
      }
      Matcher heading = HEADING.matcher(line);
      if (!code && heading.matches()) {
        sections.heading(
            Objects.requireNonNull(heading.group(1)).length(),
            prose(Objects.requireNonNull(heading.group(2))));
      } else {
        sections.append(code ? line : prose(line)).append("\n");
      }
    }
    return sections.read(sections.first);
  }

  /** Without the marks that say nothing to a reader of the words. */
  private static String prose(String line) {
    return LINK.matcher(line).replaceAll("$1").replaceAll("(\\*\\*|__|`)", "");
  }

  private static Read html(byte[] content) throws Unreadable {
    Document document;
    try {
      // The charset is taken from the document, as browsers do.
      document = Jsoup.parse(new ByteArrayInputStream(content), null, "");
    } catch (IOException broken) {
      throw new Unreadable("the HTML cannot be read", broken);
    }
    document.select("script, style, noscript, template, svg, iframe, nav, form, [hidden]").remove();
    Sections sections = new Sections();
    walk(document.body(), sections);
    String title = document.title().isBlank() ? sections.first : document.title().strip();
    return sections.read(title);
  }

  private static void walk(Node root, Sections sections) {
    root.traverse(
        new NodeVisitor() {
          private int headingDepth = -1;

          @Override
          public void head(Node node, int depth) {
            if (headingDepth >= 0) {
              return;
            }
            if (node instanceof TextNode text) {
              sections.append(text.getWholeText().replaceAll("\\s+", " "));
            } else if (node instanceof Element element) {
              if (element.normalName().matches("h[1-6]")) {
                headingDepth = depth;
                sections.heading(element.normalName().charAt(1) - '0', element.text());
              } else if (element.isBlock()) {
                sections.append("\n\n");
              } else if (element.normalName().equals("br")) {
                sections.append("\n");
              } else if (element.normalName().matches("td|th")) {
                sections.append(" | ");
              }
            }
          }

          @Override
          public void tail(Node node, int depth) {
            if (depth == headingDepth) {
              headingDepth = -1;
            } else if (headingDepth < 0 && node instanceof Element element && element.isBlock()) {
              sections.append("\n\n");
            }
          }
        });
  }

  private static Read pdf(byte[] content) throws Unreadable {
    MemoryUsageSetting memory = MemoryUsageSetting.setupMixed(PDF_MEMORY, PDF_STORAGE);
    try (PDDocument document = Loader.loadPDF(content, "", null, null, memory.streamCache)) {
      int pages = document.getNumberOfPages();
      if (pages > MOST_PAGES) {
        throw new Unreadable("the PDF has more than " + MOST_PAGES + " pages", null);
      }
      PDFTextStripper stripper = new PDFTextStripper();
      List<Passage> passages = new ArrayList<>();
      for (int page = 1; page <= pages; page++) {
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        stripper.setParagraphEnd("\n");
        String text = joined(plain(stripper.getText(document)));
        passages.add(new Passage("page " + page, text));
      }
      String title = document.getDocumentInformation().getTitle();
      return new Read(title == null || title.isBlank() ? null : title.strip(), passages);
    } catch (InvalidPasswordException locked) {
      throw new Unreadable("the PDF is locked by a password", locked);
    } catch (IOException | RuntimeException broken) {
      throw new Unreadable("the PDF is broken and cannot be read", broken);
    } catch (StackOverflowError tooDeep) {
      throw new Unreadable("the PDF is nested too deeply to be read", tooDeep);
    }
  }

  /** Lines of a page become paragraphs again; a word broken by a hyphen becomes whole. */
  private static String joined(String page) {
    return page.replaceAll("(\\p{Ll})-\\n(\\p{Ll})", "$1$2").replaceAll("(?<!\\n)\\n(?!\\n)", " ");
  }

  /** Collects text under headings. */
  private static final class Sections {

    private final List<Passage> passages = new ArrayList<>();
    private final @Nullable String[] headings = new @Nullable String[DEEPEST_HEADING];
    private final StringBuilder text = new StringBuilder();
    private @Nullable String first;

    Sections append(String more) {
      text.append(more);
      return this;
    }

    void heading(int level, String words) {
      close();
      String heading = words.strip();
      headings[level - 1] =
          heading.length() > LONGEST_HEADING ? heading.substring(0, LONGEST_HEADING) : heading;
      Arrays.fill(headings, level, DEEPEST_HEADING, null);
      if (first == null && !heading.isEmpty()) {
        first = heading;
      }
    }

    private void close() {
      String above =
          Arrays.stream(headings)
              .filter(heading -> heading != null && !heading.isBlank())
              .reduce((outer, inner) -> outer + " > " + inner)
              .orElse(null);
      passages.add(new Passage(above, plain(text.toString().replaceAll("\\n +", "\n"))));
      text.setLength(0);
    }

    Read read(@Nullable String title) {
      close();
      return new Read(title, passages);
    }
  }
}
