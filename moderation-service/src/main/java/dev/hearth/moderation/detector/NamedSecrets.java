package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.stream.Collectors;

/** Values that the text itself calls a secret: {@code password: …}, {@code api_key=…}. */
final class NamedSecrets implements Detector {

  private static final int MIN_VALUE = 6;
  private static final int MAX_VALUE = 200;
  private static final int MAX_JOINT = 6;
  private static final List<String> NAMES =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "api_key",
          "apikey",
          "api key",
          "api-key",
          "secret_key",
          "secret key",
          "client_secret",
          "access_token",
          "access token",
          "auth_token",
          "bearer");

  /** What they begin with, in lower case: few words do. */
  private static final String BEGINNINGS =
      NAMES.stream().map(name -> name.substring(0, 1)).distinct().collect(Collectors.joining());

  @Override
  public void detect(View view, Finds finds) {
    for (int index = 0; index < view.length(); index++) {
      int c = view.at(index) | 0x20;
      if ((index > 0 && Ascii.letter(view.at(index - 1))) || BEGINNINGS.indexOf(c) < 0) {
        continue;
      }
      for (String name : NAMES) {
        if (c == name.charAt(0)) {
          named(view, index, name, finds);
        }
      }
    }
  }

  private static void named(View view, int from, String name, Finds finds) {
    int length = view.length();
    for (int i = 0; i < name.length(); i++) {
      if (from + i == length) {
        return;
      }
      if (Character.toLowerCase(view.at(from + i)) != name.charAt(i)) {
        return;
      }
    }
    int value = joint(view, from + name.length(), name.equals("bearer"));
    if (value < 0) {
      return;
    }
    int index = value;
    boolean digit = false;
    boolean letter = false;
    while (index < length && index - value < MAX_VALUE && visible(view.at(index))) {
      digit |= Ascii.digit(view.at(index));
      letter |= Ascii.letter(view.at(index));
      index++;
    }
    if (index == length) {
      finds.pending(value);
    }
    int end = index;
    while (end > value
        && (view.at(end - 1) == '.' || view.at(end - 1) == ',' || view.at(end - 1) == ';')) {
      end--;
    }
    if (end - value >= MIN_VALUE && digit && letter) {
      finds.secret("named-secret", 0.8, value, end);
    }
  }

  /** Where the value begins, or -1 where nothing says that a value follows. */
  private static int joint(View view, int from, boolean spaceIsEnough) {
    int index = from;
    boolean joined = spaceIsEnough;
    while (index < view.length() && index - from < MAX_JOINT) {
      char c = view.at(index);
      if (c == ':' || c == '=') {
        joined = true;
      } else if (c == 'i'
          && index > from
          && index + 2 < view.length()
          && view.at(index + 1) == 's'
          && view.at(index + 2) == ' ') {
        joined = true;
        index++;
      } else if (c != ' ' && c != '"' && c != '\'') {
        break;
      }
      index++;
    }
    return joined && index > from && index < view.length() ? index : -1;
  }

  private static boolean visible(char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '\'' && c != '<' && c != '>';
  }
}
