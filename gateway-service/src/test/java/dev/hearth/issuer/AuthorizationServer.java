package dev.hearth.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring Authorization Server on a port of its own. Its clients are named by what is peculiar about
 * their tokens: {@code good}, {@code expired}, {@code elsewhere} (another audience), {@code
 * stranger} (a team that does not exist), {@code teamless}, {@code boss} (scope {@code ops}).
 */
public final class AuthorizationServer implements AutoCloseable {

  /** The audience of its good tokens. */
  public static final String AUDIENCE = "hearth";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ConfigurableApplicationContext context;
  private final URI issuer;

  private AuthorizationServer(ConfigurableApplicationContext context, URI issuer) {
    this.context = context;
    this.issuer = issuer;
  }

  /** Starts one on this port. */
  public static AuthorizationServer start(int port) {
    URI issuer = URI.create("http://127.0.0.1:" + port);
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Setup.class)
            .properties(
                "spring.config.name=authorization-server",
                "spring.main.banner-mode=off",
                "spring.application.name=issuer",
                "server.address=127.0.0.1",
                "server.port=" + port,
                "test.issuer=" + issuer,
                "spring.autoconfigure.exclude="
                    + String.join(
                        ",",
                        "dev.hearth.base.ServiceBaseAutoConfiguration",
                        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                        "org.springframework.boot.security.autoconfigure."
                            + "UserDetailsServiceAutoConfiguration",
                        "org.springframework.boot.security.oauth2.server.resource.autoconfigure."
                            + "servlet.OAuth2ResourceServerAutoConfiguration"))
            .run();
    return new AuthorizationServer(context, issuer);
  }

  /** Its identifier. */
  public URI issuer() {
    return issuer;
  }

  /** How often its keys were fetched. */
  public int keysFetched() {
    return context.getBean(Keys.class).fetched.get();
  }

  /** Signs with a new key from now on; the old ones stay published. */
  public void rotate() {
    context.getBean(Keys.class).add();
  }

  /** Publishes the newest key only. */
  public void retire() {
    context.getBean(Keys.class).retire();
  }

  /** The key that is signed with. */
  public RSAKey key() {
    return context.getBean(Keys.class).keys.getLast();
  }

  /** Has a token issued, over HTTP, by the client credentials grant. */
  public String token(String client, String... scopes) throws IOException, InterruptedException {
    String basic =
        Base64.getEncoder()
            .encodeToString((client + ":secret of " + client).getBytes(StandardCharsets.UTF_8));
    String form =
        "grant_type=client_credentials"
            + (scopes.length == 0 ? "" : "&scope=" + String.join("+", scopes));
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(issuer.resolve("/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return JsonMapper.shared().readTree(answer.body()).get("access_token").stringValue();
  }

  @Override
  public void close() {
    context.close();
  }

  static final class Keys {

    private final List<RSAKey> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetched = new AtomicInteger();

    Keys() {
      add();
    }

    void add() {
      try {
        keys.add(new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate());
      } catch (JOSEException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    void retire() {
      keys.subList(0, keys.size() - 1).clear();
    }

    JWKSet published() {
      return new JWKSet(new ArrayList<JWK>(keys));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Setup {

    @Bean
    Keys keys() {
      return new Keys();
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
      return http.oauth2AuthorizationServer(server -> server.oidc(Customizer.withDefaults()))
          .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
          .build();
    }

    /** Counts how often the published keys are fetched. */
    @Bean
    FilterRegistrationBean<Filter> count(Keys keys) {
      FilterRegistrationBean<Filter> filter =
          new FilterRegistrationBean<>(
              (request, response, chain) -> {
                keys.fetched.incrementAndGet();
                chain.doFilter(request, response);
              });
      filter.addUrlPatterns("/oauth2/jwks");
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return filter;
    }

    @Bean
    JWKSource<SecurityContext> published(Keys keys) {
      return (selector, context) -> selector.select(keys.published());
    }

    /** Signs with the newest. */
    @Bean
    JwtEncoder encoder(JWKSource<SecurityContext> published) {
      NimbusJwtEncoder encoder = new NimbusJwtEncoder(published);
      encoder.setJwkSelector(List::getLast);
      return encoder;
    }

    @Bean
    JwtDecoder decoder(JWKSource<SecurityContext> keys) {
      return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
    }

    @Bean
    AuthorizationServerSettings settings(
        @org.springframework.beans.factory.annotation.Value("${test.issuer}") String issuer) {
      return AuthorizationServerSettings.builder().issuer(issuer).build();
    }

    @Bean
    RegisteredClientRepository clients() {
      return new InMemoryRegisteredClientRepository(
          List.of("good", "expired", "elsewhere", "stranger", "teamless", "boss").stream()
              .map(Setup::client)
              .toList());
    }

    private static RegisteredClient client(String name) {
      return RegisteredClient.withId(name)
          .clientId(name)
          .clientSecret("{noop}secret of " + name)
          .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
          .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
          .scope("chat")
          .scope("plugins:write")
          .scope("admin")
          .scope("ops")
          .build();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> peculiarities() {
      return context -> {
        String client = context.getRegisteredClient().getClientId();
        context.getClaims().audience(List.of(client.equals("elsewhere") ? "other" : AUDIENCE));
        @Nullable String team =
            switch (client) {
              case "stranger" -> "nobody";
              case "teamless" -> null;
              default -> "research";
            };
        if (team != null) {
          context.getClaims().claim("groups", List.of("everyone", team));
        }
        if (client.equals("expired")) {
          context.getClaims().issuedAt(Instant.now().minusSeconds(600));
          context.getClaims().notBefore(Instant.now().minusSeconds(600));
          context.getClaims().expiresAt(Instant.now().minusSeconds(300));
        }
      };
    }
  }
}
