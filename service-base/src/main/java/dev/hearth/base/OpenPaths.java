package dev.hearth.base;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What of a service needs no token: health and probes, which tell no details, and its metrics where
 * they leave by a management port of their own, which only the monitoring can reach.
 */
public final class OpenPaths {

  private OpenPaths() {}

  /**
   * Matches requests that need no token.
   *
   * @param environment of the service
   */
  public static RequestMatcher in(Environment environment) {
    List<RequestMatcher> open = new ArrayList<>();
    open.add(path("/actuator/health/**"));
    open.add(path("/livez"));
    open.add(path("/readyz"));
    if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
      open.add(path("/actuator/prometheus"));
    }
    return new OrRequestMatcher(open);
  }

  private static RequestMatcher path(String pattern) {
    return PathPatternRequestMatcher.withDefaults().matcher(pattern);
  }
}
