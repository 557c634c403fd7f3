package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Passwords where protocols carry them: in a URL's user information (RFC 3986, {@code
 * scheme://user:password@host}), and in HTTP's Basic credentials (RFC 7617), which must decode to a
 * name, a colon and a password.
 */
final class Credentials implements Detector {

  private static final String BASIC = "basic ";
  private static final int MIN_BASIC = 8;
  private static final int MAX_BASIC = 512;
  private static final int MIN_PASSWORD = 3;
  private static final int MAX_AUTHORITY = 512;

  /** Stands for what is not UTF-8. */
  private static final char NO_CHARACTER = '\uFFFD';

  @Override
  public void detect(View view, Finds finds) {
    for (int index = 0; index < view.length(); index++) {
      char c = view.at(index);
      if (c == ':') {
        authority(view, index, finds);
      } else if ((c == 'B' || c == 'b') && Ascii.boundaryBefore(view, index)) {
        basic(view, index, finds);
      }
    }
  }

  private static void authority(View view, int colon, Finds finds) {
    int length = view.length();
    int from = colon + 3;
    if (from >= length
        || view.at(colon + 1) != '/'
        || view.at(colon + 2) != '/'
        || colon == 0
        || !Ascii.alphanumeric(view.at(colon - 1))) {
      return;
    }
    int last = Math.min(length, from + MAX_AUTHORITY);
    int password = -1;
    int at = -1;
    int index = from;
    while (index < last && authority(view.at(index))) {
      char c = view.at(index);
      if ((c == '?' || c == '#') && !inPassword(view, password, index)) {
        break;
      }
      index++;
      if (c == ':' && password < 0) {
        password = index;
      } else if (c == '@' && password > 0) {
        at = index - 1;
      }
    }
    if (password < 0) {
      return;
    }
    if (index == length) {
      finds.pending(password);
    }
    if (at - password >= MIN_PASSWORD && at + 1 < index && !placeholder(view, password, at)) {
      finds.secret("url-password", 0.9, password, at);
    }
  }

  /** Whether a password that a URL should have encoded began, and not the number of a port. */
  private static boolean inPassword(View view, int password, int to) {
    for (int i = Math.max(0, password); i < to && password > 0; i++) {
      if (!Ascii.digit(view.at(i))) {
        return true;
      }
    }
    return false;
  }

  /** User information, host and port, as people write them. */
  private static boolean authority(char c) {
    return c > ' ' && c < 0x7F && "/\\\"'`<>".indexOf(c) < 0;
  }

  /** Whether something else is to stand here, or nothing of it is shown. */
  private static boolean placeholder(View view, int from, int to) {
    if (view.at(from) == '{' || (view.at(from) == '$' && view.at(from + 1) == '{')) {
      return true;
    }
    for (int i = from; i < to; i++) {
      if (Ascii.alphanumeric(view.at(i))) {
        return false;
      }
    }
    return true;
  }

  private static void basic(View view, int from, Finds finds) {
    int length = view.length();
    for (int i = 0; i < BASIC.length(); i++) {
      if (from + i == length || Character.toLowerCase(view.at(from + i)) != BASIC.charAt(i)) {
        return;
      }
    }
    int value = from + BASIC.length();
    int last = Math.min(length, value + MAX_BASIC);
    int index = value;
    while (index < last && base64(view.at(index))) {
      index++;
    }
    int end = index;
    while (index < last && view.at(index) == '=') {
      index++;
    }
    if (index == length && index > value) {
      finds.pending(value);
    }
    if (end - value >= MIN_BASIC && credentials(view.substring(value, end))) {
      finds.secret("basic-credentials", 0.95, value, index);
    }
  }

  private static boolean base64(char c) {
    return Ascii.alphanumeric(c) || c == '+' || c == '/';
  }

  private static boolean credentials(String encoded) {
    if (encoded.length() % 4 == 1) {
      return false;
    }
    String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    return decoded.indexOf(':') >= 0
        && decoded.chars().noneMatch(c -> c < ' ' || c == 0x7F || c == NO_CHARACTER);
  }
}
