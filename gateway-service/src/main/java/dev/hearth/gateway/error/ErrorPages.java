package dev.hearth.gateway.error;

import dev.hearth.base.ServiceException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what failed outside of any controller, such as a refusal of Spring's HTTP firewall. */
@RestController
class ErrorPages implements ErrorController {

  private final ErrorAnswers answers;

  ErrorPages(ErrorAnswers answers) {
    this.answers = answers;
  }

  @RequestMapping("${spring.web.error.path:${error.path:/error}}")
  ResponseEntity<Object> answer(HttpServletRequest request) {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus known = status instanceof Integer code ? HttpStatus.resolve(code) : null;
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String asked = path instanceof String text ? text : request.getRequestURI();
    // Such as a refusal that could not be recorded: its answer was on its way already.
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
      for (Throwable at = failure; at != null; at = at.getCause()) {
        if (at instanceof ServiceException refused) {
          return answers.entity(asked, refused);
        }
        // While requests are logged their parameters are read before any controller is asked.
        if (at instanceof InvalidParameterException undecodable) {
          return answers.entity(asked, Failures.query(undecodable));
        }
      }
    }
    return answers.entity(
        asked,
        Failures.ofStatus(known == null ? HttpStatus.NOT_FOUND : known, request.getMethod()));
  }
}
