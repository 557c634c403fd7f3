package dev.hearth.moderation.text;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is hidden in characters that show nothing: tag characters stand for ASCII, variation
 * selectors for bytes, whether they follow one emoji or are spread over many. Not thread-safe.
 */
final class HiddenText {

  /** The black flag, with which the flags of parts of a country begin. */
  static final int FLAG = 0x1F3F4;

  /** Those that Unicode recommends, as tags and the one that ends them. */
  private static final List<String> REGIONS =
      Stream.of("gbeng", "gbsct", "gbwls").map(HiddenText::flag).toList();

  private static final int FIRST_TAG = 0xE0000;
  private static final int LAST_TAG = 0xE007F;

  private final Draft tags = new Draft(0);
  private final Utf8Decoder selectors = new Utf8Decoder(new Draft(0));

  /** Whether this may be part of a hidden text; an emoji's usual selectors are not. */
  static boolean hides(int codePoint) {
    return tag(codePoint) || octet(codePoint) >= 0;
  }

  /** Adds a character that {@link #hides}. */
  void add(int codePoint, int rawStart, int rawEnd) {
    if (tag(codePoint)) {
      tags.add((char) (codePoint - FIRST_TAG), rawStart, rawEnd);
    } else {
      selectors.add(octet(codePoint), rawStart, rawEnd);
    }
  }

  Draft tags() {
    return tags;
  }

  /** What the selectors say; where more may follow, an unfinished character is reported. */
  Draft selectors(boolean open, IntConsumer unsettled) {
    return selectors.finish(open, unsettled);
  }

  /** Where the flag that begins here ends, if its tags are a region's: they hide nothing. */
  static int endOfFlag(String raw, int from) {
    int tags = from + Character.charCount(FLAG);
    for (String region : REGIONS) {
      int length = Math.min(region.length(), raw.length() - tags);
      if (raw.startsWith(region.substring(0, length), tags)) {
        return tags + length;
      }
    }
    return tags;
  }

  private static String flag(String region) {
    return region
        .chars()
        .mapToObj(c -> Character.toString(FIRST_TAG + c))
        .collect(Collectors.joining("", "", Character.toString(LAST_TAG)));
  }

  private static boolean tag(int codePoint) {
    return codePoint > FIRST_TAG && codePoint < LAST_TAG;
  }

  /**
   * The byte that a variation selector (VS1 to VS256) carries, or -1. Control characters say
   * nothing, and the selectors that carry them are in ordinary texts.
   */
  private static int octet(int codePoint) {
    if (codePoint >= 0xFE00 && codePoint <= 0xFE0F) {
      int octet = codePoint - 0xFE00;
      return octet == '\t' || octet == '\n' || octet == '\r' ? octet : -1;
    }
    if (codePoint >= 0xE0110 && codePoint <= 0xE01EF) {
      return codePoint - 0xE0100 + 16;
    }
    return -1;
  }
}
