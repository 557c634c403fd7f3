package dev.hearth.registry.manifest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is done alike with every text out of a foreign file. */
public final class Texts {

  private Texts() {}

  /**
   * One line of readable text: control and invisible formatting characters out, white space
   * collapsed, cut at a word if it is longer than {@code longest} characters.
   */
  public static String line(String text, int longest) {
    StringBuilder plain = new StringBuilder();
    boolean gap = false;
    int scanned = 0;
    for (int i = 0; i < text.length() && scanned < 20 * longest; scanned++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int type = Character.getType(c);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c) || type == Character.CONTROL) {
        gap = !plain.isEmpty();
      } else if (type != Character.FORMAT
          && type != Character.SURROGATE
          && type != Character.PRIVATE_USE
          && type != Character.UNASSIGNED) {
        if (gap) {
          plain.append(' ');
          gap = false;
        }
        plain.appendCodePoint(c);
      }
    }
    return cut(plain.toString(), longest);
  }

  /** The text, cut at a word with an ellipsis if it is too long. */
  public static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    int gap = text.lastIndexOf(' ', end);
    if (gap > longest / 2) {
      end = gap;
    } else if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).stripTrailing() + "…";
  }

  /**
   * A name of at most {@code longest} of {@code [A-Za-z0-9_-]}. One that is too long keeps its
   * beginning and ends in a hash of the whole, so it is the same every time.
   */
  public static String name(String text, int longest) {
    String name = text.strip().replaceAll("[^A-Za-z0-9_-]+", "_").replaceAll("^_+|_+$", "");
    return name.length() <= longest
        ? name
        : name.substring(0, longest - 9) + "_" + hash(text).substring(0, 8);
  }

  /** SHA-256 in hexadecimal. */
  public static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes' SHA-256, in hexadecimal digits. */
  public static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
