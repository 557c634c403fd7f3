package dev.hearth.builtin;

import dev.hearth.base.ServiceException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;

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

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Problem missing(MissingServletRequestPartException missing) {
    return new Problem("the part '" + missing.getRequestPartName() + "' is missing");
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  Problem unreadable(HttpMessageNotReadableException unreadable) {
    return new Problem("the body cannot be read as the JSON that is wanted here");
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.CONTENT_TOO_LARGE)
  Problem tooLarge(MaxUploadSizeExceededException tooLarge) {
    return new Problem("the file is too large; upload it in parts");
  }

  @ExceptionHandler
  ResponseEntity<Problem> refused(ServiceException refused) {
    return ResponseEntity.status(refused.status()).body(new Problem(refused.message()));
  }

  record Problem(String error) {}
}
