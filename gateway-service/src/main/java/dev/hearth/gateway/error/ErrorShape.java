package dev.hearth.gateway.error;

import java.util.List;

/** Which of the two error models a path answers with. */
enum ErrorShape {
  OPENAI,
  PROBLEM;

  private static final List<String> OURS = List.of("/v1/plugins", "/v1/approvals", "/v1/runs");

  static ErrorShape of(String path) {
    if (!path.equals("/v1") && !path.startsWith("/v1/")) {
      return PROBLEM;
    }
    for (String prefix : OURS) {
      if (path.equals(prefix) || path.startsWith(prefix + "/")) {
        return PROBLEM;
      }
    }
    return OPENAI;
  }
}
