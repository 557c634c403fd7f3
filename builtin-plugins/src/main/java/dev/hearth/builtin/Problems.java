package dev.hearth.builtin;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Answers bad requests in words that help to repair them. */
@RestControllerAdvice
class Problems {

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Problem badRequest(BadRequest bad) {
    return new Problem(String.valueOf(bad.getMessage()));
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Problem missing(MissingServletRequestParameterException missing) {
    return new Problem("the parameter '" + missing.getParameterName() + "' is missing");
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Problem mistyped(MethodArgumentTypeMismatchException mistyped) {
    return new Problem(
        "the parameter '" + mistyped.getName() + "' must be a number, such as 12 or 3.5");
  }

  record Problem(String error) {}
}
