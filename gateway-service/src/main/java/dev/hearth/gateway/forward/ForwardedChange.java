package dev.hearth.gateway.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which forwarded requests change something, and where it can be seen. */
final class ForwardedChange {

  private static final String ALL = "/v1/plugins";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  /** What a team's plugins may call, and what its members may approve. */
  private static final Pattern OF_TEAM =
      Pattern.compile("(/v1/plugins/-/(?:egress|approvals)/[^/]+)(/.*)?");

  private static final Pattern CREDENTIALS =
      Pattern.compile("(/v1/plugins/[A-Za-z0-9_-]+/credentials(?:/mine)?)(/.*)?");
  private static final Pattern INVOCATION = Pattern.compile("/v1/plugins/[^/]+/tools/.*");
  private static final Pattern POLICY =
      Pattern.compile("(/admin/policies/[^/]+|/admin/moderation/events/[^/]+/review)");
  private static final Pattern PLUGIN = Pattern.compile("(/v1/plugins/[A-Za-z0-9_-]+)(/.*)?");

  private ForwardedChange() {}

  /** The path under which what this request changes is shown; empty if it changes nothing. */
  static Optional<String> subject(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (READING.contains(request.getMethod()) || INVOCATION.matcher(path).matches()) {
      return Optional.empty();
    }
    if (!path.startsWith(ALL)) {
      return POLICY.matcher(path).matches() ? Optional.of(path) : Optional.empty();
    }
    for (Pattern pattern : new Pattern[] {OF_TEAM, CREDENTIALS, PLUGIN}) {
      Matcher subject = pattern.matcher(path);
      if (subject.matches()) {
        return Optional.of(subject.group(1));
      }
    }
    return Optional.of(ALL);
  }

  /** Whether the change is a registration: what it made is in its answer. */
  static boolean isNew(String subject) {
    return subject.equals(ALL);
  }
}
