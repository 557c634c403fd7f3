package dev.hearth.base;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers of a service behind the gateway their {@link Hop} and {@link Caller}. */
final class CallArguments implements HandlerMethodArgumentResolver {

  private final Duration defaultTimeout;

  CallArguments(Duration defaultTimeout) {
    this.defaultTimeout = defaultTimeout;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Hop.class || type == Caller.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binderFactory) {
    if (!(SecurityContextHolder.getContext().getAuthentication()
        instanceof JwtAuthenticationToken authentication)) {
      throw new IllegalStateException("reached without a service token");
    }
    Caller caller = ServiceTokens.caller(authentication.getToken());
    if (parameter.getParameterType() == Caller.class) {
      return caller;
    }
    return new Hop(
        authentication.getToken().getTokenValue(),
        caller.requestId(),
        Instant.now().plus(timeout(request.getHeader(Hop.DEADLINE_HEADER))));
  }

  private Duration timeout(@Nullable String milliseconds) {
    if (milliseconds == null) {
      return defaultTimeout;
    }
    try {
      Duration asked = Duration.ofMillis(Math.max(0, Long.parseLong(milliseconds)));
      return asked.compareTo(defaultTimeout) < 0 ? asked : defaultTimeout;
    } catch (NumberFormatException notANumber) {
      throw ServiceException.badRequest(
          Hop.DEADLINE_HEADER, Hop.DEADLINE_HEADER + " must be a number of milliseconds");
    }
  }
}
