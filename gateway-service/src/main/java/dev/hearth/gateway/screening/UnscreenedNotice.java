package dev.hearth.gateway.screening;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * There only while nothing is screened: says so in the log and in every answer, and keeps a gateway
 * that others can reach from starting.
 */
@Component
@ConditionalOnBooleanProperty("hearth.gateway.unscreened-for-measurement")
final class UnscreenedNotice extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(UnscreenedNotice.class);

  UnscreenedNotice(@Value("${server.address:#{null}}") @Nullable InetAddress address) {
    if (address == null || !address.isLoopbackAddress()) {
      throw new IllegalStateException(
          "hearth.gateway.unscreened-for-measurement needs server.address to be loopback: nothing"
              + " is screened, so nobody but the measurement may reach it");
    }
    log.warn("NOTHING IS SCREENED: hearth.gateway.unscreened-for-measurement is on");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("x-hearth-unscreened", "true");
    chain.doFilter(request, response);
  }
}
