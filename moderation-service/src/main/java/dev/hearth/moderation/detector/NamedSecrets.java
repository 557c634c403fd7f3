package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.stream.IntStream;

/** Values that the text itself calls a secret: {@code password: …}, {@code api_key=…}. */
final class NamedSecrets implements Detector {

  private static final int MIN_VALUE = 6;
  private static final int MAX_JOINT = 6;

  /** Of what is only called a secret or a token, after an equals sign and after others. */
  private static final int MIN_ASSIGNED = 8;

  private static final int MIN_TOKEN = 16;

  /** Names and paths have fewer letters and digits in a row. */
  private static final int MIN_DENSE = 12;

  private static final int DENSE_WITHIN = 64;

  /** AWS's secret keys have as many characters, and seldom no digit. */
  private static final int AWS_SECRET = 40;

  private static final List<Name> NAMES =
      List.of(
          new Name("password", Kind.SURE),
          new Name("passwd", Kind.SURE),
          new Name("passphrase", Kind.SURE),
          new Name("pwd", Kind.SURE),
          new Name("api_key", Kind.SURE),
          new Name("apikey", Kind.SURE),
          new Name("api key", Kind.SURE),
          new Name("api-key", Kind.SURE),
          new Name("api_token", Kind.SURE),
          new Name("secret_key", Kind.SURE),
          new Name("secret key", Kind.SURE),
          new Name("secret_access_key", Kind.AWS),
          new Name("secret access key", Kind.AWS),
          new Name("secretaccesskey", Kind.AWS),
          new Name("client_secret", Kind.SURE),
          new Name("clientsecret", Kind.SURE),
          new Name("access_token", Kind.SURE),
          new Name("access token", Kind.SURE),
          new Name("accesstoken", Kind.SURE),
          new Name("auth_token", Kind.SURE),
          new Name("refresh_token", Kind.SURE),
          new Name("session_token", Kind.SURE),
          new Name("bearer", Kind.BESIDE),
          new Name("secret", Kind.VAGUE),
          new Name("token", Kind.VAGUE));

  /** The names by their first letter, in lower case: few words begin so. */
  private static final Name[][] BY_BEGINNING =
      IntStream.rangeClosed('a', 'z')
          .mapToObj(
              c -> NAMES.stream().filter(name -> name.text.charAt(0) == c).toArray(Name[]::new))
          .toArray(Name[][]::new);

  @Override
  public void detect(View view, Finds finds) {
    Stretch visible = new Stretch(view, false);
    Stretch token = new Stretch(view, true);
    for (int index = 0; index < view.length(); index++) {
      int letter = (view.at(index) | 0x20) - 'a';
      if (letter < 0
          || letter >= BY_BEGINNING.length
          || BY_BEGINNING[letter].length == 0
          || (index > 0 && Ascii.letter(view.at(index - 1)))) {
        continue;
      }
      for (Name name : BY_BEGINNING[letter]) {
        named(view, index, name, name.kind == Kind.VAGUE ? token : visible, finds);
      }
    }
  }

  private static void named(View view, int from, Name name, Stretch stretch, Finds finds) {
    int length = view.length();
    int after = from + name.text.length();
    if (after >= length) {
      return;
    }
    for (int i = 0; i < name.text.length(); i++) {
      if (Character.toLowerCase(view.at(from + i)) != name.text.charAt(i)) {
        return;
      }
    }
    if (name.kind == Kind.VAGUE && from > 0 && partOfName(view.at(from - 1))) {
      return; // a page_token is no secret
    }
    int value = joint(view, after, name.kind);
    if (value < 0) {
      return;
    }
    stretch.reach(value);
    int end = stretch.end;
    if (end == length) {
      finds.pending(value);
    }
    while (end > value
        && (view.at(end - 1) == '.' || view.at(end - 1) == ',' || view.at(end - 1) == ';')) {
      end--;
    }
    boolean random = stretch.mixed(value) || (name.kind == Kind.AWS && end - value == AWS_SECRET);
    if (random
        && end - value >= MIN_VALUE
        && (name.kind != Kind.VAGUE || token(view, value, end))) {
      finds.secret("named-secret", 0.8, value, end);
    }
  }

  private static boolean partOfName(char c) {
    return c == '_' || c == '-' || c == '.';
  }

  /** Whether what is called a secret or token looks like one, and not like a name or code. */
  private static boolean token(View view, int from, int to) {
    if (to < view.length() && (view.at(to) == '(' || view.at(to) == '[')) {
      return false;
    }
    if (view.at(from - 1) == '=') {
      return to - from >= MIN_ASSIGNED;
    }
    return to - from >= MIN_TOKEN && dense(view, from, Math.min(to, from + DENSE_WITHIN));
  }

  private static boolean dense(View view, int from, int to) {
    int start = from;
    boolean digit = false;
    for (int i = from; i < to; i++) {
      char c = view.at(i);
      if (!Ascii.alphanumeric(c)) {
        start = i + 1;
        digit = false;
      } else {
        digit |= Ascii.digit(c);
        if (digit && i + 1 - start >= MIN_DENSE) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where the value begins, or -1 where nothing says that a value follows. */
  private static int joint(View view, int from, Kind kind) {
    int index = from;
    boolean joined = kind == Kind.BESIDE;
    while (index < view.length() && index - from < MAX_JOINT) {
      char c = view.at(index);
      if (c == ':' || c == '=') {
        joined = true;
      } else if (c == 'i'
          && kind != Kind.VAGUE
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

  /** How sure a name makes. */
  private enum Kind {
    SURE,
    AWS,
    /** The value may stand right beside it. */
    BESIDE,
    /** Much that is no secret is called so, too. */
    VAGUE
  }

  private record Name(String text, Kind kind) {}

  /**
   * The stretch that was read last for a value. None is read twice, however many names it holds:
   * "password=password=…" stays linear.
   */
  private static final class Stretch {

    private final View view;
    private final boolean token;
    private int end = -1;
    private int lastDigit = -1;
    private int lastLetter = -1;

    Stretch(View view, boolean token) {
      this.view = view;
      this.token = token;
    }

    void reach(int from) {
      if (from < end) {
        return;
      }
      int index = from;
      while (index < view.length() && belongs(view.at(index))) {
        if (Ascii.digit(view.at(index))) {
          lastDigit = index;
        } else if (Ascii.letter(view.at(index))) {
          lastLetter = index;
        }
        index++;
      }
      end = index;
    }

    boolean mixed(int from) {
      return lastDigit >= from && lastLetter >= from;
    }

    private boolean belongs(char c) {
      return token
          ? Ascii.alphanumeric(c) || "_-.+/=~".indexOf(c) >= 0
          : c > ' ' && c < 0x7F && c != '"' && c != '\'' && c != '<' && c != '>';
    }
  }
}
