package dev.hearth.base;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that hold a NUL character, which PostgreSQL takes in no text. Bodies are
 * checked where they are read.
 */
final class NulParameters implements HandlerInterceptor {

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    String query = request.getQueryString();
    if (query != null && query.contains("%00")) {
      for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
        refuse(parameter.getKey(), parameter.getKey());
        for (String value : parameter.getValue()) {
          refuse(parameter.getKey(), value);
        }
      }
    }
    return true;
  }

  private static void refuse(String name, String text) {
    if (text.indexOf('\0') >= 0) {
      String shown = name.replace('\0', '?');
      throw ServiceException.badRequest(shown, shown + " must not hold a NUL character");
    }
  }
}
