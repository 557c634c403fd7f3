package dev.hearth.gateway.error;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers what Tomcat itself refuses (a request line or header that cannot be read) without its
 * HTML page. Public with a constructor without arguments since Tomcat makes it by name.
 */
public class JsonErrorReportValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int code = response.getStatus();
    if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (code == HttpStatus.NOT_IMPLEMENTED.value()) {
      // Tomcat's word for CONNECT, which no path here knows: the caller's fault, as any other
      // method.
      code = HttpStatus.METHOD_NOT_ALLOWED.value();
      response.setStatus(code);
    }
    HttpStatus status = HttpStatus.resolve(code);
    String reason = status == null ? "Error" : status.getReasonPhrase();
    byte[] body =
        """
        {"type":"about:blank","title":"%s","status":%d,"code":"invalid_request"}\
        """
            .formatted(reason, code)
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException gone) {
      getContainer().getLogger().debug("the caller left before its error was told", gone);
    }
  }
}
