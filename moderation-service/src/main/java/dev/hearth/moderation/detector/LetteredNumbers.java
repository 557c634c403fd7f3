package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers with letters in them and a checksum: IBAN (ISO 13616, mod 97), the Spanish DNI and NIE,
 * and the Italian codice fiscale.
 */
final class LetteredNumbers implements Detector {

  private static final int MAX_LENGTH = 44;
  private static final int MIN_IBAN = 15;
  private static final int MAX_IBAN = 34;
  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final String FISCAL_FORM = "LLLLLLDDLDDLDDDL";
  private static final int[] FISCAL_ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  /** Lengths by country, from the IBAN registry (SWIFT). */
  private static final Map<String, Integer> IBAN_LENGTHS =
      lengths(
          "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28"
              + " EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23"
              + " IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31"
              + " MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24"
              + " TR26 UA29 VA22 XK20");

  @Override
  public void detect(View view, Finds finds) {
    for (int index = 0; index < view.length(); index++) {
      if (Ascii.alphanumeric(view.at(index)) && Ascii.boundaryBefore(view, index)) {
        number(view, index, finds);
      }
    }
  }

  private static void number(View view, int from, Finds finds) {
    StringBuilder text = new StringBuilder(MAX_IBAN);
    int length = view.length();
    int index = from;
    int ibanEnd = -1;
    while (index < length && index - from < MAX_LENGTH && text.length() < MAX_IBAN) {
      char c = view.at(index);
      if (Ascii.alphanumeric(c)) {
        text.append(Character.toUpperCase(c));
        index++;
        if (!possible(text)) {
          return;
        }
        if (Ascii.boundaryAt(view, index) && (index < length || !view.open())) {
          if (dni(text)) {
            finds.personal("es-dni", 0.95, from, index);
          } else if (fiscal(text)) {
            finds.personal("it-codice-fiscale", 0.97, from, index);
          } else if (iban(text)) {
            ibanEnd = index;
          }
        }
      } else if ((c == ' ' || c == '-') && index > from && Ascii.alphanumeric(view.at(index - 1))) {
        index++;
      } else {
        break;
      }
    }
    if (ibanEnd > 0) {
      finds.personal("iban", 0.98, from, ibanEnd);
    }
    if (index == length) {
      finds.pending(from);
    }
  }

  /** Whether the beginning fits any of the forms. */
  private static boolean possible(CharSequence text) {
    int last = text.length() - 1;
    char c = text.charAt(last);
    boolean ibanForm =
        (last < 2 ? Ascii.letter(c) : last > 3 || Ascii.digit(c))
            && Ascii.letter(text.charAt(0))
            && (last < 2 || (Ascii.letter(text.charAt(1)) && Ascii.digit(text.charAt(2))));
    return ibanForm || possibleFiscal(text) || possibleDni(text);
  }

  private static boolean possibleFiscal(CharSequence text) {
    if (text.length() > FISCAL_FORM.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if ((FISCAL_FORM.charAt(i) == 'D') != Ascii.digit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean possibleDni(CharSequence text) {
    if (text.length() > 9) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean foreigner = i == 0 && (c == 'X' || c == 'Y' || c == 'Z');
      if (i == 8 ? !Ascii.letter(c) : !Ascii.digit(c) && !foreigner) {
        return false;
      }
    }
    return true;
  }

  private static boolean dni(CharSequence text) {
    if (text.length() != 9 || !possibleDni(text)) {
      return false;
    }
    char first = text.charAt(0);
    int number = Ascii.digit(first) ? Ascii.value(first) : first - 'X';
    for (int i = 1; i < 8; i++) {
      number = number * 10 + Ascii.value(text.charAt(i));
    }
    return DNI_LETTERS.charAt(number % DNI_LETTERS.length()) == text.charAt(8);
  }

  private static boolean fiscal(CharSequence text) {
    if (text.length() != FISCAL_FORM.length() || !possibleFiscal(text)) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char c = text.charAt(i);
      int value = Ascii.digit(c) ? Ascii.value(c) : c - 'A';
      sum += i % 2 == 0 ? FISCAL_ODD[value] : value;
    }
    return 'A' + sum % 26 == text.charAt(15);
  }

  private static Map<String, Integer> lengths(String table) {
    Map<String, Integer> lengths = new HashMap<>();
    for (String entry : table.split(" ")) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return Map.copyOf(lengths);
  }

  private static boolean iban(CharSequence text) {
    int length = text.length();
    if (length < MIN_IBAN || !Ascii.letter(text.charAt(0)) || !Ascii.digit(text.charAt(2))) {
      return false;
    }
    Integer expected = IBAN_LENGTHS.get(text.subSequence(0, 2).toString());
    if (expected == null || expected != length) {
      return false;
    }
    int rest = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt((i + 4) % length);
      rest = Ascii.digit(c) ? (rest * 10 + Ascii.value(c)) % 97 : (rest * 100 + c - 'A' + 10) % 97;
    }
    return rest == 1;
  }
}
