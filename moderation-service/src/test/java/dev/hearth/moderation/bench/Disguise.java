package dev.hearth.moderation.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ways in which the bench hides a text. Each takes the text and at least 3,000 harmless
 * characters.
 */
final class Disguise {

  private static final String LATIN = "aceopxyisjABCEHIKMOPTXS";
  private static final String ALIKE = "асеорхуіѕјАВСЕНІКМОРТХЅ";
  private static final Pattern LETTER = Pattern.compile("[A-Za-z]");
  private static final Pattern VOWEL = Pattern.compile("(\\b[A-Za-z]+?)[aeiou](?=[a-z])");
  private static final Pattern SECOND = Pattern.compile("\\b([A-Za-z])([a-z])([a-z])(?=[a-z])");
  private static final Pattern MIDDLE = Pattern.compile("(\\b[A-Za-z]{2})(?=[a-z]{2})");
  private static final int SHORT = 800;
  private static final int LONG = 3_000;

  private Disguise() {}

  /** All of them by name, in the order of the table. */
  static Map<String, BinaryOperator<String>> all() {
    Map<String, BinaryOperator<String>> all = new LinkedHashMap<>();
    all.put("homoglyphs", (text, padding) -> homoglyphs(text));
    all.put("zero-width", (text, padding) -> spread(text, "\u200b"));
    all.put("leet", (text, padding) -> leet(text));
    all.put("leet, every letter", (text, padding) -> fullLeet(text));
    all.put("spaced", (text, padding) -> spaced(text));
    all.put("spaced, words run together", (text, padding) -> spaced(text.replace(" ", "")));
    all.put("spaced twice", (text, padding) -> spread(text, "  "));
    all.put("dashed", (text, padding) -> between(text, "-"));
    all.put("marks in turn", (text, padding) -> between(text, "-._*"));
    all.put(
        "a vowel of each word masked", (text, padding) -> VOWEL.matcher(text).replaceAll("$1*"));
    all.put("every letter twice", (text, padding) -> LETTER.matcher(text).replaceAll("$0$0"));
    all.put("two letters exchanged", (text, padding) -> SECOND.matcher(text).replaceAll("$1$3$2"));
    all.put("a letter left out", (text, padding) -> SECOND.matcher(text).replaceAll("$1$2"));
    all.put("words run together", (text, padding) -> text.replace(" ", ""));
    for (String mark : List.of("_", "/", " | ", " ... ", "<br>")) {
      all.put("words by `%s`".formatted(mark), (text, padding) -> text.replace(" ", mark));
    }
    all.put("HTML within words", (text, padding) -> within(text, "<b></b>"));
    all.put("soft hyphens as entities", (text, padding) -> within(text, "&shy;"));
    all.put("form feeds for spaces", (text, padding) -> text.replace(' ', '\f'));
    all.put("base64", (text, padding) -> base64(text));
    all.put("base64, word by word", (text, padding) -> words(text, Disguise::base64));
    all.put("rot13", (text, padding) -> rot13(text));
    all.put("hex", (text, padding) -> hex(text));
    all.put("hex, word by word", (text, padding) -> words(text, Disguise::hex));
    all.put("quoted-printable", (text, padding) -> "=" + hex(text, "="));
    all.put("decimal codes", (text, padding) -> codes(text, 10));
    all.put("binary codes", (text, padding) -> codes(text, 2));
    all.put("url", (text, padding) -> percent(text));
    all.put("unicode tags", (text, padding) -> tags(text));
    for (int length : new int[] {SHORT, LONG}) {
      all.put(
          length + " characters before",
          (text, padding) -> padding.substring(0, length) + " " + text);
      all.put(
          length + " characters behind",
          (text, padding) -> text + " " + padding.substring(0, length));
      all.put(
          length + " characters on both sides",
          (text, padding) ->
              padding.substring(0, length)
                  + " "
                  + text
                  + " "
                  + padding.substring(padding.length() - length));
    }
    return all;
  }

  /** Harmless texts one after the other, until they are long enough for every disguise. */
  static String padding(List<String> harmless, Random random) {
    StringBuilder padding = new StringBuilder();
    while (padding.length() < 2 * LONG) {
      padding.append(harmless.get(random.nextInt(harmless.size())).strip()).append(' ');
    }
    return padding.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String homoglyphs(String text) {
    return mapped(text, LATIN, ALIKE);
  }

  private static String leet(String text) {
    return mapped(text.toLowerCase(Locale.ROOT), "aeiost", "431057");
  }

  private static String fullLeet(String text) {
    return mapped(text.toLowerCase(Locale.ROOT), "aeilostbg", "@3!105789");
  }

  private static String mapped(String text, String from, String to) {
    StringBuilder mapped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int at = from.indexOf(c);
      mapped.append(at < 0 ? c : to.charAt(at));
    }
    return mapped.toString();
  }

  private static String spread(String text, String between) {
    return text.chars().mapToObj(Character::toString).collect(Collectors.joining(between));
  }

  private static String spaced(String text) {
    return spread(text, " ");
  }

  /** Between the letters of each word the marks, one after the other. */
  private static String between(String text, String marks) {
    StringBuilder between = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (i > 0 && text.charAt(i - 1) != ' ' && text.charAt(i) != ' ') {
        between.append(marks.charAt(i % marks.length()));
      }
      between.append(text.charAt(i));
    }
    return between.toString();
  }

  /** Behind the second letter of each word of four or more. */
  private static String within(String text, String mark) {
    return MIDDLE.matcher(text).replaceAll("$1" + mark);
  }

  private static String words(String text, UnaryOperator<String> code) {
    return Arrays.stream(text.split(" ")).map(code).collect(Collectors.joining(" "));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(bytes(text));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(bytes(text));
  }

  private static String hex(String text, String delimiter) {
    return HexFormat.ofDelimiter(delimiter).withUpperCase().formatHex(bytes(text));
  }

  private static String codes(String text, int radix) {
    return text.chars()
        .filter(c -> c < 0x7F)
        .mapToObj(c -> radix == 2 ? String.format("%08d", binary(c)) : Integer.toString(c))
        .collect(Collectors.joining(" "));
  }

  private static int binary(int code) {
    return Integer.parseInt(Integer.toBinaryString(code));
  }

  private static String rot13(String text) {
    StringBuilder rotated = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        rotated.append((char) ('a' + (c - 'a' + 13) % 26));
      } else if (c >= 'A' && c <= 'Z') {
        rotated.append((char) ('A' + (c - 'A' + 13) % 26));
      } else {
        rotated.append(c);
      }
    }
    return rotated.toString();
  }

  private static String percent(String text) {
    return "%" + hex(text, "%");
  }

  private static String tags(String text) {
    StringBuilder tags = new StringBuilder("Hello ");
    text.chars()
        .filter(c -> c < 0x7F)
        .forEach(c -> tags.appendCodePoint(0xE0000 + Math.max(c, ' ')));
    return tags.toString();
  }
}
