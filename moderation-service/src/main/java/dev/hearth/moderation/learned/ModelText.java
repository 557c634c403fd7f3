package dev.hearth.moderation.learned;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The form of a text that the models were trained on: compatibility forms resolved, invisible
 * characters dropped, emoji replaced by their names, white space as single spaces. It stands behind
 * the cleaning of views and repeats {@code modeltext.py} of the training program exactly.
 */
final class ModelText {

  private static final int FIRST_SYMBOL = 0x2190;

  private ModelText() {}

  /** The text as the models read it; maybe empty. */
  static String of(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
    StringBuilder out = new StringBuilder(composed.length() + 16);
    int index = 0;
    while (index < composed.length()) {
      int c = composed.codePointAt(index);
      index += Character.charCount(c);
      if (c > ' ' && c < 0x7F) {
        out.append((char) c);
        continue;
      }
      int type = Character.getType(c);
      if (type == Character.FORMAT || isModifier(c)) {
        continue;
      }
      if (type == Character.OTHER_SYMBOL && c >= FIRST_SYMBOL) {
        String name = Character.getName(c);
        space(out);
        out.append(name == null ? "symbol" : name.toLowerCase(Locale.ROOT));
        space(out);
      } else if (isSpace(type)) {
        space(out);
      } else {
        out.appendCodePoint(c);
      }
    }
    if (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }

  private static boolean isModifier(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF);
  }

  private static boolean isSpace(int type) {
    return type == Character.CONTROL
        || type == Character.SPACE_SEPARATOR
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static void space(StringBuilder out) {
    if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }
}
