package dev.hearth.gateway.mcp;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Which web pages may call the server. Against DNS rebinding the page's own origin counts, never
 * whether it is the same as the Host that the page could choose. Thread-safe.
 */
@Component
class Origins {

  private static final Pattern LOOPBACK =
      Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

  private final List<String> allowed;

  Origins(McpProperties properties) {
    allowed =
        properties.allowedOrigins().stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .toList();
  }

  /** Whether the request comes from no page, or from one that may call. */
  boolean allow(HttpServletRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return true;
    }
    String plain = origin.strip().toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(plain).matches() || allowed.contains(plain);
  }
}
