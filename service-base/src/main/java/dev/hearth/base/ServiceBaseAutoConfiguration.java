package dev.hearth.base;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Wires {@link ServiceTokens} and {@link ServiceClients}, and closes a service to everyone without
 * a service token; a {@link RequestMatcher} named {@code openToAll} names exceptions. A service
 * with a {@link SecurityFilterChain} of its own (the gateway) guards itself.
 */
@AutoConfiguration(
    before = {
      ServletWebSecurityAutoConfiguration.class,
      OAuth2ResourceServerAutoConfiguration.class
    })
@EnableConfigurationProperties({ServiceProperties.class, CallProperties.class})
class ServiceBaseAutoConfiguration {

  @Bean
  ServiceTokens serviceTokens(ServiceProperties properties) {
    return new ServiceTokens(properties.serviceSecret());
  }

  @Bean
  Hops hops(CallProperties properties, ObjectProvider<MeterRegistry> meters) {
    return new Hops(properties, meters.getIfAvailable());
  }

  @Bean
  ServiceClients serviceClients(
      JsonMapper mapper,
      ObjectProvider<ObservationRegistry> observations,
      Hops hops,
      CallProperties properties,
      ObjectProvider<Neighbours> neighbours) {
    return new ServiceClients(
        mapper,
        observations.getIfAvailable(() -> ObservationRegistry.NOOP),
        hops,
        properties.direct() ? neighbours.getIfAvailable() : null);
  }

  @Bean
  @ConditionalOnBean(Neighbours.class)
  Entrance entrance(
      Neighbours neighbours,
      ObjectProvider<Offer<?>> offers,
      ServiceTokens tokens,
      ServiceProperties properties,
      ObjectProvider<ObservationRegistry> observations,
      Environment environment) {
    return new Entrance(
        neighbours,
        offers.orderedStream().toList(),
        tokens,
        properties,
        observations.getIfAvailable(() -> ObservationRegistry.NOOP),
        environment);
  }

  @Bean
  @ConditionalOnMissingBean(SecurityFilterChain.class)
  SecurityFilterChain onlyWithServiceToken(
      HttpSecurity http,
      ServiceTokens tokens,
      Environment environment,
      @Qualifier("openToAll") ObjectProvider<RequestMatcher> openToAll,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    RefusalProblems refusals = new RefusalProblems(problems);
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(OpenPaths.in(environment))
                    .permitAll()
                    .requestMatchers(openToAll.getIfAvailable(() -> request -> false))
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            server ->
                server
                    .jwt(jwt -> jwt.decoder(tokens.decoder()))
                    .authenticationEntryPoint(refusals)
                    .accessDeniedHandler(refusals))
        .build();
  }

  @Bean
  @ConditionalOnMissingBean(name = "problems")
  ServiceProblems problems() {
    return new ServiceProblems();
  }

  /** Right behind the filter that opens the request's span, in front of all that logs. */
  @Bean
  FilterRegistrationBean<RequestId> requestId() {
    FilterRegistrationBean<RequestId> filter = new FilterRegistrationBean<>(new RequestId());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
    return filter;
  }

  /** One span for each filter of the security chain would cost more than it tells. */
  @Bean
  SecurityObservationSettings withoutSecurityFilters() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  WebMvcConfigurer callArguments(ServiceProperties properties) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallArguments(properties.requestTimeout()));
      }

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new NulParameters());
      }
    };
  }
}
