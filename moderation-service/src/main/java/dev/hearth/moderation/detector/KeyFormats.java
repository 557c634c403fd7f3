package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keys that say whose they are by how they begin: the formats that their issuers publish for secret
 * scanning, and Hearth's own.
 */
final class KeyFormats implements Detector {

  private static final List<Format> FORMATS =
      List.of(
          new Format("hearth-key", "hearth_", 16, false),
          new Format("aws-access-key", "AKIA", 16, false),
          new Format("aws-access-key", "ASIA", 16, false),
          new Format("github-token", "ghp_", 30, false),
          new Format("github-token", "gho_", 30, false),
          new Format("github-token", "ghu_", 30, false),
          new Format("github-token", "ghs_", 30, false),
          new Format("github-token", "ghr_", 30, false),
          new Format("github-token", "github_pat_", 30, false),
          new Format("gitlab-token", "glpat-", 20, false),
          new Format("slack-token", "xoxb-", 20, true),
          new Format("slack-token", "xoxp-", 20, true),
          new Format("slack-token", "xoxa-", 20, true),
          new Format("slack-token", "xoxr-", 20, true),
          new Format("slack-token", "xoxs-", 20, true),
          new Format("slack-token", "xapp-", 20, true),
          new Format("stripe-key", "sk_live_", 16, false),
          new Format("stripe-key", "sk_test_", 16, false),
          new Format("stripe-key", "rk_live_", 16, false),
          new Format("openai-key", "sk-", 20, true),
          new Format("google-key", "AIza", 30, false),
          new Format("huggingface-token", "hf_", 30, false),
          new Format("npm-token", "npm_", 30, false),
          new Format("pypi-token", "pypi-AgEI", 30, true),
          new Format("sendgrid-key", "SG.", 30, true),
          new Format("jwt", "eyJ", 30, true));

  /** What they begin with: few words do. */
  private static final String BEGINNINGS =
      FORMATS.stream()
          .map(format -> format.prefix.substring(0, 1))
          .distinct()
          .collect(Collectors.joining());

  @Override
  public void detect(View view, Finds finds) {
    // What was read for a format once is not read again from its middle: "sk-sk-sk-…" stays linear.
    int[] readTo = new int[FORMATS.size()];
    for (int index = 0; index < view.length(); index++) {
      if (Ascii.boundaryBefore(view, index) && BEGINNINGS.indexOf(view.at(index)) >= 0) {
        for (int i = 0; i < readTo.length; i++) {
          Format format = FORMATS.get(i);
          if (index >= readTo[i] && view.at(index) == format.prefix.charAt(0)) {
            readTo[i] = key(view, index, format, finds);
          }
        }
      }
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
    int dots = 0;
    while (index < length && format.allows(view.at(index))) {
      digits += Ascii.digit(view.at(index)) ? 1 : 0;
      dots += view.at(index) == '.' ? 1 : 0;
      index++;
    }
    if (index == length) {
      finds.pending(from);
    }
    while (index > body && view.at(index - 1) == '.') {
      index--;
      dots--;
    }
    boolean token = !format.rule.equals("jwt") || dots >= 2;
    if (index - body >= format.least && digits > 0 && token) {
      finds.secret(format.rule, 0.97, from, index);
    }
    return index;
  }

  /**
   * How keys of one kind are written.
   *
   * @param rule what findings call it
   * @param prefix how they begin
   * @param least how many characters follow at least
   * @param punctuated whether hyphens and full stops occur in them
   */
  private record Format(String rule, String prefix, int least, boolean punctuated) {

    boolean allows(char c) {
      return Ascii.alphanumeric(c) || c == '_' || c == '-' || (punctuated && c == '.');
    }
  }
}
