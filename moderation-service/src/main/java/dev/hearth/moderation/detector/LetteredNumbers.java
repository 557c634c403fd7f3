package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Numbers with letters in them and a checksum: IBAN (ISO 13616, mod 97), the Spanish DNI and NIE,
 * the Italian codice fiscale, the Chinese resident identity number (GB 11643, mod 11-2) and, as the
 * only one without a checksum, the British national insurance number.
 */
final class LetteredNumbers implements Detector {

  private static final int MAX_LENGTH = 44;
  private static final int MIN_IBAN = 15;
  private static final int MAX_IBAN = 34;
  private static final int RESIDENT_ID = 18;
  private static final String NINO_NEVER_FIRST = "DFIQUV";
  private static final String NINO_NEVER_SECOND = "DFIOQUV";
  private static final Set<String> NINO_NEVER = Set.of("BG", "GB", "KN", "NK", "NT", "TN", "ZZ");
  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final String FISCAL_FORM = "LLLLLLDDLDDLDDDL";

  /** Those of the codice fiscale. */
  private static final int MOST_LETTERS_FIRST = 6;

  private static final int[] FISCAL_ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  /** Lengths by country, from the IBAN registry (SWIFT). */
  private static final Map<String, Integer> IBAN_LENGTHS =
      lengths(
          "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22"
              + " DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28"
              + " HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20"
              + " LV21 LY25 MC27 MD24 ME22 MK19 MN20 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29"
              + " PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23"
              + " TN24 TR26 UA29 VA22 VG24 XK20 YE30");

  @Override
  public void detect(View view, Finds finds) {
    for (int index = 0; index < view.length(); index++) {
      if (Ascii.alphanumeric(view.at(index))
          && Ascii.boundaryBefore(view, index)
          && digitSoon(view, index)) {
        number(view, index, finds);
      }
    }
  }

  /** Whether a digit follows, or may yet, before more letters than any form begins with. */
  private static boolean digitSoon(View view, int from) {
    int letters = 0;
    for (int index = from; index < view.length(); index++) {
      char c = view.at(index);
      if (Ascii.digit(c)) {
        return true;
      }
      if (Ascii.letter(c)) {
        if (++letters > MOST_LETTERS_FIRST) {
          return false;
        }
      } else if (c != ' ' && c != '-') {
        return false;
      }
    }
    return view.open();
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
          } else if (residentId(text)) {
            finds.personal("cn-resident-id", 0.97, from, index);
          } else if (nino(text) && saysNino(view, from, index)) {
            finds.personal("uk-nino", 0.95, from, index);
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
    return ibanForm || possibleFiscal(text) || possibleDni(text) || possibleResidentId(text);
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

  private static boolean possibleResidentId(CharSequence text) {
    int last = text.length() - 1;
    char c = text.charAt(last);
    return last < RESIDENT_ID
        && Ascii.digit(text.charAt(0))
        && (Ascii.digit(c) || (last == RESIDENT_ID - 1 && c == 'X'));
  }

  /** A region, a date of birth, a number and the check digit, of which X is ten. */
  private static boolean residentId(CharSequence text) {
    if (text.length() != RESIDENT_ID) {
      return false;
    }
    int sum = 0;
    int weight = 1;
    for (int i = RESIDENT_ID - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (!Ascii.digit(c) && (c != 'X' || i < RESIDENT_ID - 1)) {
        return false;
      }
      sum += weight * (c == 'X' ? 10 : Ascii.value(c));
      weight = weight * 2 % 11;
    }
    int year = number(text, 6, 10);
    int month = number(text, 10, 12);
    int day = number(text, 12, 14);
    return sum % 11 == 1
        && text.charAt(0) != '0'
        && year >= 1900
        && year < 2100
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= 31;
  }

  private static int number(CharSequence text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /** Two letters that are given out, six digits and a letter from A to D. */
  private static boolean nino(CharSequence text) {
    if (text.length() != 9 || NINO_NEVER_FIRST.indexOf(text.charAt(0)) >= 0) {
      return false;
    }
    for (int i = 0; i < 9; i++) {
      if (Ascii.digit(text.charAt(i)) != (i >= 2 && i < 8)) {
        return false;
      }
    }
    return NINO_NEVER_SECOND.indexOf(text.charAt(1)) < 0
        && !NINO_NEVER.contains(text.subSequence(0, 2).toString())
        && text.charAt(8) <= 'D';
  }

  /**
   * Whether it is written in capitals and pairs, as nothing else is, or a word before it says what
   * it is.
   */
  private static boolean saysNino(View view, int from, int to) {
    boolean inPairs =
        to - from == 13 && IntStream.of(2, 5, 8, 11).allMatch(i -> view.at(from + i) == ' ');
    boolean inCapitals =
        Character.isUpperCase(view.at(from)) && Character.isUpperCase(view.at(from + 1));
    return (inPairs && inCapitals) || Cue.NATIONAL_INSURANCE.before(view, from);
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
