package dev.hearth.builtin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What is open to everyone: all but the knowledge plugin's operations. Those need the token with
 * which the plugin-registry says for which team it calls.
 */
@Configuration(proxyBeanMethods = false)
class Access {

  @Bean
  RequestMatcher openToAll() {
    PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
    RequestMatcher description =
        new OrRequestMatcher(
            paths.matcher(HttpMethod.GET, "/knowledge/.well-known/ai-plugin.json"),
            paths.matcher(HttpMethod.GET, "/knowledge/openapi.yaml"),
            paths.matcher(HttpMethod.GET, "/knowledge/logo.svg"));
    RequestMatcher actuator = paths.matcher("/actuator/**");
    return new OrRequestMatcher(
        description,
        new NegatedRequestMatcher(new OrRequestMatcher(paths.matcher("/knowledge/**"), actuator)));
  }
}
