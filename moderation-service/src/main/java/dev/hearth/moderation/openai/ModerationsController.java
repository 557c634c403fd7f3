package dev.hearth.moderation.openai;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.ModerationProperties;
import dev.hearth.moderation.policy.Policies;
import dev.hearth.moderation.policy.TeamPolicy;
import dev.hearth.moderation.screening.Screening;
import dev.hearth.moderation.screening.VerdictMeters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /v1/moderations}. The gateway passes body and answer through as they are, so failures
 * are in OpenAI's form here.
 */
@RestController
class ModerationsController {

  private static final Logger log = LoggerFactory.getLogger(ModerationsController.class);

  private static final String PATH = "/v1/moderations";

  private final Screening screening;
  private final Policies policies;
  private final VerdictMeters meters;
  private final ModerationProperties properties;

  ModerationsController(
      Screening screening,
      Policies policies,
      VerdictMeters meters,
      ModerationProperties properties) {
    this.screening = screening;
    this.policies = policies;
    this.meters = meters;
    this.properties = properties;
  }

  @PostMapping(PATH)
  ModerationResponse moderate(Hop hop, Caller caller, HttpServletRequest http) throws IOException {
    ModerationRequest request = ModerationRequest.read(http.getInputStream().readAllBytes());
    List<String> inputs = request.inputs();
    if (inputs.size() > properties.maxItems()) {
      throw tooLarge("input must hold at most " + properties.maxItems() + " texts");
    }
    long characters = inputs.stream().mapToLong(String::length).sum();
    if (characters > properties.maxCharacters()) {
      throw tooLarge(
          "input must have at most " + properties.maxCharacters() + " characters together");
    }
    TeamPolicy policy = policies.of(caller.team());
    List<ModerationResponse.Result> results = new ArrayList<>();
    for (String input : inputs) {
      if (hop.remaining().isZero()) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.DEADLINE_EXCEEDED,
            "the input could not be judged in time");
      }
      long start = System.nanoTime();
      Verdict verdict =
          screening
              .screen(
                  request.direction(),
                  new ScreenRequest.Item(input, 0, true),
                  policy,
                  hop.deadline())
              .verdict();
      // No event: the text went nowhere, and nothing was done about it.
      meters.count(request.direction(), verdict, System.nanoTime() - start);
      results.add(ModerationResponse.Result.of(verdict));
    }
    String id = "modr-" + UUID.randomUUID().toString().replace("-", "");
    return new ModerationResponse(id, ModerationResponse.MODEL, results);
  }

  /** Here and not in the framework, so that this answer has OpenAI's form, too. */
  @RequestMapping(
      path = PATH,
      method = {RequestMethod.GET, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE})
  ResponseEntity<Failure> refuse(HttpServletRequest http) {
    ResponseEntity<Failure> answer =
        error(
            HttpStatus.METHOD_NOT_ALLOWED,
            "invalid_request_error",
            "method_not_allowed",
            http.getMethod() + " is not supported here, use POST",
            null);
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .allow(HttpMethod.POST)
        .body(answer.getBody());
  }

  private static InvalidInput tooLarge(String message) {
    return new InvalidInput(HttpStatus.CONTENT_TOO_LARGE, "input_too_large", "input", message);
  }

  @ExceptionHandler
  ResponseEntity<Failure> answer(InvalidInput invalid) {
    return error(
        invalid.status(),
        "invalid_request_error",
        invalid.code(),
        String.valueOf(invalid.getMessage()),
        invalid.param());
  }

  @ExceptionHandler
  ResponseEntity<Failure> answer(ServiceException failure) {
    String type = failure.status().is4xxClientError() ? "invalid_request_error" : "server_error";
    return error(failure.status(), type, failure.code(), failure.message(), failure.param());
  }

  @ExceptionHandler
  ResponseEntity<Failure> answer(Exception unexpected) {
    if (unexpected instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
      HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
      return error(
          status, "invalid_request_error", "invalid_request", status.getReasonPhrase(), null);
    }
    log.error("an unexpected failure", unexpected);
    return error(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "server_error",
        "internal_error",
        "an unexpected failure",
        null);
  }

  private static ResponseEntity<Failure> error(
      HttpStatus status, String type, String code, String message, @Nullable String param) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Failure(new Failure.Detail(message, type, param, code)));
  }

  /** A failure in OpenAI's form. */
  record Failure(Detail error) {
    record Detail(String message, String type, @Nullable String param, String code) {}
  }
}
