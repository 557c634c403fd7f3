package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of people, by length, grouping and checksum: payment cards (ISO/IEC 7812, Luhn), phones
 * (E.164 and the North American plan), the United States' social security number, the Brazilian
 * CPF, the Polish PESEL and the French NIR; where a word before them says so, also the Canadian
 * SIN, the Dutch BSN, Aadhaar and the German tax id.
 */
final class Numbers implements Detector {

  private static final int MAX_DIGITS = 20;
  private static final int MAX_LENGTH = 60;
  private static final Set<String> CARD_GROUPS =
      Set.of("4 4 4 4", "4 6 5", "4 6 4", "4 4 4 4 3", "4 4 4 1", "4 4 4 3");
  private static final String[] VERHOEFF_PRODUCTS = {
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210"
  };
  private static final String[] VERHOEFF_PERMUTATIONS = {
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258"
  };
  private static final int MIN_CARD = 13;
  private static final int MAX_CARD = 19;

  @Override
  public void detect(View view, Finds finds) {
    int index = 0;
    while (index < view.length()) {
      if (starts(view, index)) {
        index = Math.max(index + 1, number(view, index, finds));
      } else {
        index++;
      }
    }
  }

  private static boolean starts(View view, int index) {
    char c = view.at(index);
    return (Ascii.digit(c) || c == '+' || c == '(') && Ascii.boundaryBefore(view, index);
  }

  /** Looks for the longest find that begins here; returns where to go on. */
  private static int number(View view, int from, Finds finds) {
    Candidate candidate = new Candidate();
    int length = view.length();
    int index = from;
    int found = 0;
    String longest = null;
    while (index < length && index - from < MAX_LENGTH && candidate.count < MAX_DIGITS) {
      char c = view.at(index);
      if (Ascii.digit(c)) {
        candidate.digit(Ascii.value(c));
        index++;
        if (Ascii.boundaryAt(view, index) && (index < length || !view.open())) {
          String rule = rule(view, from, index, candidate);
          if (rule != null) {
            longest = rule;
            found = index;
          }
        }
      } else if (candidate.separator(c)) {
        index++;
      } else {
        break;
      }
    }
    if (longest != null) {
      finds.personal(longest, score(longest), from, found);
    }
    if (index == length) {
      finds.pending(from);
    }
    return found;
  }

  private static double score(String rule) {
    return rule.equals("phone") ? 0.85 : 0.95;
  }

  private static @Nullable String rule(View view, int from, int to, Candidate c) {
    boolean international = view.at(from) == '+';
    if (international) {
      return c.count >= 8 && c.count <= 15 ? "phone" : null;
    }
    if (c.grouping().equals("3-2-4") && socialSecurity(c)) {
      return "us-ssn";
    }
    if (c.count >= MIN_CARD
        && c.count <= MAX_CARD
        && cardIssuer(c)
        && luhn(c)
        && cardGroups(view, from, to, c)) {
      return "card";
    }
    if (c.count == 15 && (c.digits[0] == 1 || c.digits[0] == 2) && frenchNir(c)) {
      return "fr-nir";
    }
    if (c.count == 11 && c.grouping().equals("3.3.3-2") && cpf(c)) {
      return "br-cpf";
    }
    String named = named(view, from, c);
    if (named != null) {
      return named;
    }
    if (c.grouping().equals("11") && pesel(c)) {
      return "pl-pesel";
    }
    return startsRun(view, from) && phone(view, from, c) ? "phone" : null;
  }

  /** The rule of a number that is too weak a sign without a word before it. */
  private static @Nullable String named(View view, int from, Candidate c) {
    if (c.count == 9) {
      return ofNine(view, from, c, c.sizes());
    }
    boolean taxGroups = c.count == 11 && c.sizes().equals("2 3 3 3");
    if (taxGroups || (c.count == 11 && c.groupCount == 1)) {
      boolean german = germanTaxId(c) && (taxGroups || Cue.STEUER_ID.before(view, from));
      return german ? "de-tax-id" : null;
    }
    boolean aadhaar =
        c.count == 12
            && (c.groupCount == 1 || c.sizes().equals("4 4 4"))
            && c.digits[0] >= 2
            && verhoeff(c)
            && Cue.AADHAAR.before(view, from);
    return aadhaar ? "in-aadhaar" : null;
  }

  private static @Nullable String ofNine(View view, int from, Candidate c, String sizes) {
    boolean together = sizes.equals("9");
    if ((together || sizes.equals("3 2 4"))
        && socialSecurity(c)
        && Cue.SOCIAL_SECURITY.before(view, from)) {
      return "us-ssn";
    }
    if ((together || sizes.equals("3 3 3"))
        && socialInsurance(c)
        && Cue.SOCIAL_INSURANCE.before(view, from)) {
      return "ca-sin";
    }
    boolean dutch =
        c.groupCount <= 4 && elevenProof(c) && Cue.BURGERSERVICENUMMER.before(view, from);
    return dutch ? "nl-bsn" : null;
  }

  private static boolean socialInsurance(Candidate c) {
    return c.digits[0] != 0 && c.digits[0] != 8 && luhn(c);
  }

  private static boolean elevenProof(Candidate c) {
    int sum = -c.digits[8];
    for (int i = 0; i < 8; i++) {
      sum += (9 - i) * c.digits[i];
    }
    return sum % 11 == 0 && c.number(0, 8) > 0;
  }

  /** ISO 7064 mod 11,10; of the first ten digits one occurs twice or thrice, all others once. */
  private static boolean germanTaxId(Candidate c) {
    int[] counts = new int[10];
    int product = 10;
    for (int i = 0; i < 10; i++) {
      counts[c.digits[i]]++;
      int sum = (c.digits[i] + product) % 10;
      product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    boolean repeats =
        IntStream.of(counts).filter(count -> count > 1).count() == 1
            && IntStream.of(counts).max().orElse(0) <= 3;
    return c.digits[0] != 0 && repeats && (11 - product) % 10 == c.digits[10];
  }

  private static boolean verhoeff(Candidate c) {
    int check = 0;
    for (int i = 0; i < c.count; i++) {
      int digit = c.digits[c.count - 1 - i];
      int permuted = VERHOEFF_PERMUTATIONS[i % VERHOEFF_PERMUTATIONS.length].charAt(digit) - '0';
      check = VERHOEFF_PRODUCTS[check].charAt(permuted) - '0';
    }
    return check == 0;
  }

  private static boolean socialSecurity(Candidate c) {
    int area = c.number(0, 3);
    return area != 0 && area != 666 && area < 900 && c.number(3, 5) != 0 && c.number(5, 9) != 0;
  }

  /** Whether an issuer of the registry writes numbers of this beginning and length. */
  private static boolean cardIssuer(Candidate c) {
    int two = c.number(0, 2);
    int four = c.number(0, 4);
    if (c.digits[0] == 4) {
      return c.count == 13 || c.count == 16 || c.count == 19;
    }
    if (two == 34 || two == 37) {
      return c.count == 15;
    }
    if (two == 30 || two == 36 || two == 38) {
      return c.count == 14;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return c.count == 16;
    }
    return two == 35 ? c.count >= 16 : two == 50 || (two >= 56 && two <= 69);
  }

  /**
   * Whether it is written as cards are: at once, in their usual groups, or digit by digit, which a
   * longer row of single digits is not.
   */
  private static boolean cardGroups(View view, int from, int to, Candidate c) {
    if (c.groupCount == 1) {
      return true;
    }
    if (c.bracketed) {
      return false;
    }
    return c.largestGroup == 1
        ? !digitBeside(view, from - 1, -1) && !digitBeside(view, to, 1)
        : CARD_GROUPS.contains(c.sizes());
  }

  private static boolean digitBeside(View view, int from, int step) {
    int index = from;
    for (int separators = 0; index >= 0 && index < view.length(); separators++, index += step) {
      if (separators == 2 || !separates(view.at(index))) {
        return Ascii.digit(view.at(index));
      }
    }
    return false;
  }

  private static boolean separates(char c) {
    return c == ' ' || c == '.' || dash(c);
  }

  /** Hyphens and dashes, and the minus sign. */
  private static boolean dash(char c) {
    return c == '-'
        || (c > 0x7F && (c == '\u2212' || Character.getType(c) == Character.DASH_PUNCTUATION));
  }

  private static boolean luhn(Candidate c) {
    int sum = 0;
    for (int i = 0; i < c.count; i++) {
      int digit = c.digits[c.count - 1 - i];
      int doubled = i % 2 == 0 ? digit : digit * 2;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  private static boolean frenchNir(Candidate c) {
    int month = c.number(3, 5);
    long body = 0;
    for (int i = 0; i < 13; i++) {
      body = body * 10 + c.digits[i];
    }
    return month >= 1 && month <= 12 && 97 - body % 97 == c.number(13, 15);
  }

  private static boolean cpf(Candidate c) {
    return cpfDigit(c, 9) == c.digits[9] && cpfDigit(c, 10) == c.digits[10];
  }

  private static int cpfDigit(Candidate c, int position) {
    int sum = 0;
    for (int i = 0; i < position; i++) {
      sum += c.digits[i] * (position + 1 - i);
    }
    int rest = sum * 10 % 11;
    return rest == 10 ? 0 : rest;
  }

  private static boolean pesel(Candidate c) {
    int month = c.number(2, 4) % 20;
    int day = c.number(4, 6);
    int[] weights = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * c.digits[i];
    }
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= 31
        && (10 - sum % 10) % 10 == c.digits[10];
  }

  /** Whether no other digits stand right before, of which this would be the rest. */
  private static boolean startsRun(View view, int from) {
    return from < 2 || view.at(from - 1) == '\n' || !Ascii.digit(view.at(from - 2));
  }

  private static boolean phone(View view, int from, Candidate c) {
    String grouping = c.grouping();
    boolean northAmerican =
        (grouping.equals("3-3-4") || grouping.equals("3.3.4") || grouping.equals("(3)3-4"))
            && c.digits[0] >= 2
            && c.digits[3] >= 2;
    boolean withTrunk =
        (grouping.equals("1-3-3-4") || grouping.equals("1 3 3 4")) && c.digits[0] == 1;
    boolean abroad = c.count >= 10 && c.count <= 17 && c.digits[0] == 0 && c.digits[1] == 0;
    boolean british = c.count == 11 && c.digits[0] == 0 && c.digits[1] == 7 && c.sized(2, 5);
    return northAmerican
        || withTrunk
        || (abroad && c.digits[2] != 0)
        || british
        || (c.count >= 7 && c.count <= 13 && Cue.PHONE.before(view, from));
  }

  /** The digits read so far and how they are grouped. */
  private static final class Candidate {

    private final int[] digits = new int[MAX_DIGITS];
    private final int[] sizes = new int[MAX_DIGITS];
    private final StringBuilder groups = new StringBuilder();
    private int count;
    private int inGroup;
    private int separators;
    private int largestGroup;
    private int groupCount;
    private boolean bracketed;

    void digit(int value) {
      digits[count++] = value;
      if (inGroup++ == 0) {
        groupCount++;
      }
      sizes[groupCount - 1] = inGroup;
      largestGroup = Math.max(largestGroup, inGroup);
      separators = 0;
    }

    /** Takes a separator between digits; false where it ends the number. */
    boolean separator(char sign) {
      char c = dash(sign) ? '-' : sign;
      boolean bracket = c == '(' || c == ')';
      if (!bracket && c != ' ' && c != '-' && c != '.' && c != '/' && c != '+') {
        return false;
      }
      if (c == '+' && count > 0) {
        return false;
      }
      if (++separators > 2 || (separators == 2 && !bracket && c != ' ')) {
        return false;
      }
      bracketed |= bracket || c == '/';
      if (inGroup > 0) {
        groups.append(inGroup);
        inGroup = 0;
      }
      if (c != '+'
          && !(c == ' ' && groups.length() > 0 && groups.charAt(groups.length() - 1) == ')')) {
        groups.append(c);
      }
      return true;
    }

    String grouping() {
      return inGroup > 0 ? groups.toString() + inGroup : groups.toString();
    }

    /** How many digits are in each group, whatever stands between them. */
    String sizes() {
      return IntStream.of(sizes)
          .limit(groupCount)
          .mapToObj(Integer::toString)
          .collect(Collectors.joining(" "));
    }

    boolean sized(int least, int most) {
      return groupCount >= 1 && groupCount <= most && largestGroup >= least;
    }

    int number(int from, int to) {
      int number = 0;
      for (int i = from; i < to; i++) {
        number = number * 10 + digits[i];
      }
      return number;
    }
  }
}
