package dev.hearth.gateway.entry;

import dev.hearth.base.OpenPaths;
import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Scope;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.audit.AuditTrail;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.exchange.AdminRecord;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.exchange.ExchangeFilter;
import dev.hearth.gateway.identity.Callers;
import dev.hearth.gateway.identity.KeyAuthentication;
import dev.hearth.gateway.misuse.MisuseWatch;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

@Configuration(proxyBeanMethods = false)
class EntryConfiguration {

  private static final String CHAT = Scope.CHAT.text();
  private static final String PLUGINS_WRITE = Scope.PLUGINS_WRITE.text();
  private static final String ADMIN = Scope.ADMIN.text();

  @Bean
  SecurityFilterChain guard(
      HttpSecurity http,
      Callers callers,
      Admission admission,
      AuditTrail trail,
      MisuseWatch misuse,
      ServiceTokens tokens,
      ServiceProperties properties,
      ErrorAnswers answers,
      Environment environment) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(
                        policy ->
                            policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                    .referrerPolicy(policy -> {}))
        .addFilterBefore(new KeyFilter(callers, answers), AnonymousAuthenticationFilter.class)
        .addFilterAfter(
            new ExchangeFilter(admission, trail, misuse, tokens, properties, answers),
            AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(
            paths ->
                paths
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(OpenPaths.in(environment))
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/oauth/consent", "/oauth/callback")
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/oauth/consent")
                    .permitAll()
                    .requestMatchers("/admin/**")
                    .hasAuthority(ADMIN)
                    .requestMatchers(HttpMethod.GET, "/v1/plugins/**")
                    .hasAnyAuthority(CHAT, PLUGINS_WRITE, ADMIN)
                    .requestMatchers(HttpMethod.POST, "/v1/plugins/*/tools/*/invoke")
                    .hasAnyAuthority(CHAT, PLUGINS_WRITE)
                    .requestMatchers(
                        "/v1/plugins/*/credentials/mine", "/v1/plugins/*/credentials/mine/**")
                    .hasAnyAuthority(CHAT, PLUGINS_WRITE)
                    .requestMatchers("/v1/plugins/**")
                    .hasAuthority(PLUGINS_WRITE)
                    .requestMatchers("/v1/**", "/mcp")
                    .hasAuthority(CHAT)
                    .anyRequest()
                    .authenticated())
        .exceptionHandling(
            failures ->
                failures
                    .authenticationEntryPoint(
                        (request, response, failure) -> {
                          response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                          answer(answers, request, response, missingKey());
                        })
                    .accessDeniedHandler(
                        (request, response, failure) ->
                            answer(answers, request, response, refusal())))
        .build();
  }

  private static void answer(
      ErrorAnswers answers,
      HttpServletRequest request,
      HttpServletResponse response,
      ServiceException refused)
      throws IOException {
    Exchange.find(request)
        .ifPresent(
            exchange -> {
              exchange.noteError(refused.code());
              exchange.record(refused.status().value());
            });
    AdminRecord.find(request)
        .ifPresent(
            entry -> {
              entry.noteError(refused.code());
              entry.record(refused.status().value());
            });
    answers.write(request, response, refused);
  }

  private static ServiceException missingKey() {
    return new ServiceException(
        HttpStatus.UNAUTHORIZED,
        "invalid_api_key",
        "An API key is needed: send the header 'Authorization: Bearer <key>'.");
  }

  private static ServiceException refusal() {
    if (SecurityContextHolder.getContext().getAuthentication() instanceof KeyAuthentication caller
        && !caller.isAuthenticated()) {
      return new ServiceException(
          HttpStatus.FORBIDDEN,
          "key_suspended",
          "This API key is suspended; ask an administrator of the platform.");
    }
    return new ServiceException(
        HttpStatus.FORBIDDEN,
        "insufficient_scope",
        "The API key may not do this: it lacks the scope.");
  }
}
