package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keys that say whose they are by how they begin: the formats that their issuers publish for secret
 * scanning, and Hearth's own.
 */
final class KeyFormats implements Detector {

  private static final List<Format> FORMATS =
      List.of(
          new Format("hearth-key", "hearth_", Alphabet.WORD, 16),
          new Format("aws-access-key", "AKIA", Alphabet.UPPER, 16, 16),
          new Format("aws-access-key", "ASIA", Alphabet.UPPER, 16, 16),
          new Format("github-token", "ghp_", Alphabet.WORD, 30),
          new Format("github-token", "gho_", Alphabet.WORD, 30),
          new Format("github-token", "ghu_", Alphabet.WORD, 30),
          new Format("github-token", "ghs_", Alphabet.WORD, 30),
          new Format("github-token", "ghr_", Alphabet.WORD, 30),
          new Format("github-token", "github_pat_", Alphabet.WORD, 30),
          new Format("gitlab-token", "glpat-", Alphabet.WORD, 20),
          new Format("gitlab-token", "glptt-", Alphabet.HEX, 40, 40),
          new Format("slack-token", "xoxb-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xoxp-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xoxa-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xoxr-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xoxs-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xoxc-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xoxd-", Alphabet.COOKIE, 20),
          new Format("slack-token", "xoxe-", Alphabet.DOTTED, 20),
          new Format("slack-token", "xapp-", Alphabet.DOTTED, 20),
          new Format("slack-webhook", "hooks.slack.com/services/T", Alphabet.PATH, 30),
          new Format("slack-webhook", "hooks.slack.com/workflows/T", Alphabet.PATH, 30),
          new Format("slack-webhook", "hooks.slack.com/triggers/T", Alphabet.PATH, 30),
          new Format("stripe-key", "sk_live_", Alphabet.WORD, 16),
          new Format("stripe-key", "sk_test_", Alphabet.WORD, 16),
          new Format("stripe-key", "rk_live_", Alphabet.WORD, 16),
          new Format("stripe-key", "rk_test_", Alphabet.WORD, 16),
          new Format("webhook-secret", "whsec_", Alphabet.BASE64, 24),
          new Format("openai-key", "sk-", Alphabet.DOTTED, 20),
          new Format("groq-key", "gsk_", Alphabet.ALPHANUMERIC, 52, 52),
          new Format("replicate-token", "r8_", Alphabet.WORD, 37, 37),
          new Format("google-key", "AIza", Alphabet.WORD, 30),
          new Format("google-secret", "GOCSPX-", Alphabet.WORD, 28, 28),
          new Format("google-token", "ya29.", Alphabet.DOTTED, 20),
          new Format("azure-key", "AccountKey=", Alphabet.BASE64, 88, 88),
          new Format("azure-key", "SharedAccessKey=", Alphabet.BASE64, 44, 44),
          new Format("digitalocean-token", "dop_v1_", Alphabet.HEX, 64, 64),
          new Format("digitalocean-token", "doo_v1_", Alphabet.HEX, 64, 64),
          new Format("digitalocean-token", "dor_v1_", Alphabet.HEX, 64, 64),
          new Format("shopify-token", "shpat_", Alphabet.HEX, 32, 32),
          new Format("shopify-token", "shpca_", Alphabet.HEX, 32, 32),
          new Format("shopify-token", "shppa_", Alphabet.HEX, 32, 32),
          new Format("shopify-token", "shpss_", Alphabet.HEX, 32, 32),
          new Format("vault-token", "hvs.", Alphabet.WORD, 24),
          new Format("vault-token", "hvb.", Alphabet.WORD, 24),
          new Format("docker-token", "dckr_pat_", Alphabet.WORD, 27, 27),
          new Format("docker-token", "dckr_oat_", Alphabet.WORD, 32, 32),
          new Format("huggingface-token", "hf_", Alphabet.WORD, 30),
          new Format("npm-token", "npm_", Alphabet.WORD, 30),
          new Format("pypi-token", "pypi-AgEI", Alphabet.DOTTED, 30),
          new Format("sendgrid-key", "SG.", Alphabet.DOTTED, 30),
          new Format("jwt", "eyJ", Alphabet.DOTTED, 30));

  /** Which of the formats begin with a character: most words begin as none does. */
  private static final int[][] BY_BEGINNING =
      IntStream.range(0, 128)
          .mapToObj(
              c ->
                  IntStream.range(0, FORMATS.size())
                      .filter(i -> FORMATS.get(i).prefix.charAt(0) == c)
                      .toArray())
          .toArray(int[][]::new);

  /** Telegram's: the bot's number, a colon and 35 characters, of which the first two are these. */
  private static final String TELEGRAM = ":AA";

  private static final int TELEGRAM_LENGTH = 35;
  private static final int MIN_BOT = 8;
  private static final int MAX_BOT = 10;

  @Override
  public void detect(View view, Finds finds) {
    // What was read for a format once is not read again from its middle: "sk-sk-sk-…" stays linear.
    int[] readTo = new int[FORMATS.size()];
    for (int index = 0; index < view.length(); index++) {
      char c = view.at(index);
      if (c == ':') {
        telegram(view, index, finds);
      } else if (c < BY_BEGINNING.length
          && BY_BEGINNING[c].length > 0
          && Ascii.boundaryBefore(view, index)) {
        for (int i : BY_BEGINNING[c]) {
          if (index >= readTo[i]) {
            readTo[i] = key(view, index, FORMATS.get(i), finds);
          }
        }
      }
    }
    int bot = digitsBefore(view, view.length());
    if (bot > 0) {
      finds.pending(view.length() - bot);
    }
  }

  /** Reads what may be a key; returns where it ends. */
  private static int key(View view, int from, Format format, Finds finds) {
    int length = view.length();
    int index = from;
    for (int i = 0; i < format.prefix.length(); i++) {
      if (index == length) {
        finds.pending(from);
        return index;
      }
      if (view.at(index++) != format.prefix.charAt(i)) {
        return from;
      }
    }
    int body = index;
    int digits = 0;
    int parts = 0;
    while (index < length && format.alphabet.has(view.at(index))) {
      digits += Ascii.digit(view.at(index)) ? 1 : 0;
      parts += view.at(index) == '.' || view.at(index) == '/' ? 1 : 0;
      index++;
    }
    if (index == length) {
      finds.pending(from);
    }
    int read = index;
    while (index > body && view.at(index - 1) == '.') {
      index--;
      parts--;
    }
    boolean parted =
        switch (format.rule) {
          case "jwt", "slack-webhook" -> parts >= 2;
          default -> true;
        };
    boolean sized = index - body >= format.least && index - body <= format.most;
    if (sized
        && parted
        && (digits > 0 || format.exact())
        && (read == length || !Ascii.alphanumeric(view.at(read)))) {
      finds.secret(format.rule, 0.97, from, index);
    }
    return index;
  }

  private static void telegram(View view, int colon, Finds finds) {
    int bot = digitsBefore(view, colon);
    if (bot < MIN_BOT) {
      return;
    }
    int length = view.length();
    int index = colon;
    while (index < length && index - colon < TELEGRAM.length()) {
      if (view.at(index) != TELEGRAM.charAt(index - colon)) {
        return;
      }
      index++;
    }
    while (index < length
        && index - colon <= TELEGRAM_LENGTH + 1
        && Alphabet.WORD.has(view.at(index))) {
      index++;
    }
    if (index == length) {
      finds.pending(colon - bot);
    }
    if (index - colon == TELEGRAM_LENGTH + 1) {
      finds.secret("telegram-token", 0.97, colon - bot, index);
    }
  }

  /** How many digits stand right before, 0 where they are more than a bot's number has. */
  private static int digitsBefore(View view, int end) {
    int from = end;
    while (from > 0 && end - from <= MAX_BOT && Ascii.digit(view.at(from - 1))) {
      from--;
    }
    return end - from > MAX_BOT ? 0 : end - from;
  }

  /** What keys are written with. */
  private enum Alphabet {
    UPPER,
    HEX,
    ALPHANUMERIC,
    /** Letters, digits, hyphen and underscore. */
    WORD,
    /** Words with full stops between them. */
    DOTTED,
    BASE64,
    PATH,
    /** Base64 of either alphabet, percent-encoded or not. */
    COOKIE;

    boolean has(char c) {
      return switch (this) {
        case UPPER -> Ascii.digit(c) || (c >= 'A' && c <= 'Z');
        case HEX -> Ascii.digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        case ALPHANUMERIC -> Ascii.alphanumeric(c);
        case WORD -> word(c);
        case DOTTED -> word(c) || c == '.';
        case BASE64 -> Ascii.alphanumeric(c) || c == '+' || c == '/' || c == '=';
        case PATH -> Ascii.alphanumeric(c) || c == '/';
        case COOKIE -> word(c) || c == '+' || c == '/' || c == '=' || c == '%' || c == '.';
      };
    }

    private static boolean word(char c) {
      return Ascii.alphanumeric(c) || c == '_' || c == '-';
    }
  }

  /**
   * How keys of one kind are written.
   *
   * @param rule what findings call it
   * @param prefix how they begin
   * @param alphabet what follows
   * @param least how many characters follow at least
   * @param most how many at most
   */
  private record Format(String rule, String prefix, Alphabet alphabet, int least, int most) {

    /** Keys of many lengths, which have a digit. */
    Format(String rule, String prefix, Alphabet alphabet, int least) {
      this(rule, prefix, alphabet, least, Integer.MAX_VALUE);
    }

    /** Whether the length alone tells them from words. */
    boolean exact() {
      return least == most;
    }
  }
}
