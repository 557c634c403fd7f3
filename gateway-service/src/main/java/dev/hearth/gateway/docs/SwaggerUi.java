package dev.hearth.gateway.docs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@code /swagger-ui/}: the pages of the webjar, which show this gateway's own document and may
 * load nothing from elsewhere. Neither they nor the document tell more than the source code does,
 * so they need no key; every call that a reader makes from there does.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "hearth.gateway.docs.enabled", matchIfMissing = true)
class SwaggerUi implements WebMvcConfigurer {

  private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  /** Swagger UI sets styles by script and shows icons as data. */
  private static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  @Bean
  @Order(0)
  SecurityFilterChain docs(HttpSecurity http) {
    return http.securityMatcher(
            "/swagger-ui", "/swagger-ui/**", "/v3/api-docs", "/v3/api-docs.yaml")
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT))
                    .referrerPolicy(policy -> {}))
        .authorizeHttpRequests(paths -> paths.anyRequest().permitAll())
        .build();
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/swagger-ui/**")
        .addResourceLocations(
            "classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/");
  }

  @Override
  public void addViewControllers(ViewControllerRegistry registry) {
    registry.addRedirectViewController("/swagger-ui", "/swagger-ui/index.html");
    registry.addRedirectViewController("/swagger-ui/", "/swagger-ui/index.html");
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream source =
        Objects.requireNonNull(SwaggerUi.class.getClassLoader()).getResourceAsStream(WEBJAR)) {
      properties.load(Objects.requireNonNull(source, WEBJAR));
    } catch (IOException unreadable) {
      throw new IllegalStateException("the webjar of Swagger UI cannot be read", unreadable);
    }
    return Objects.requireNonNull(properties.getProperty("version"));
  }

  /** In the place of the webjar's, which shows an example of somebody else. */
  @RestController
  @ConditionalOnProperty(name = "hearth.gateway.docs.enabled", matchIfMissing = true)
  static class Initializer {

    private static final String SCRIPT =
        """
        window.onload = () => {
          window.ui = SwaggerUIBundle({
            url: '/v3/api-docs',
            dom_id: '#swagger-ui',
            deepLinking: true,
            validatorUrl: null,
            presets: [SwaggerUIBundle.presets.apis],
          })
        }
        """;

    @GetMapping("/swagger-ui/swagger-initializer.js")
    ResponseEntity<String> script() {
      return ResponseEntity.ok()
          .contentType(MediaType.parseMediaType("text/javascript;charset=UTF-8"))
          .body(SCRIPT);
    }
  }
}
