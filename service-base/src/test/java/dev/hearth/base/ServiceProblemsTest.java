package dev.hearth.base;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

class ServiceProblemsTest {

  private final MockMvc service =
      MockMvcBuilders.standaloneSetup(new Broken())
          .setControllerAdvice(new ServiceProblems())
          .build();

  @Test
  void aDatabaseThatIsAwayIsUnavailabilityAndNoFaultOfTheService() throws Exception {
    for (String path : new String[] {"/transaction", "/statement"}) {
      service
          .perform(get(path))
          .andExpect(status().isServiceUnavailable())
          .andExpect(header().string("Retry-After", "1"))
          .andExpect(jsonPath("$.code").value("service_unavailable"))
          .andExpect(jsonPath("$.detail").value("the database did not answer"));
    }
  }

  @Test
  void whatNobodyExpectedTellsNothing() throws Exception {
    service
        .perform(get("/fault"))
        .andExpect(status().isInternalServerError())
        .andExpect(jsonPath("$.code").value("internal_error"))
        .andExpect(jsonPath("$.detail").value("an unexpected failure"));
  }

  @Test
  void aFieldOfAnotherKindIsNamed() throws Exception {
    for (String[] wrong :
        new String[][] {
          {"{\"allow\":\"x\"}", "allow"},
          {"{\"allow\":[\"x\",{}]}", "allow[1]"},
          {"{\"bounds\":{\"most\":\"x\"}}", "bounds.most"},
          {"{\"bounds\":{}}", "bounds.most"}
        }) {
      service
          .perform(post("/body").contentType(MediaType.APPLICATION_JSON).content(wrong[0]))
          .andExpect(status().isBadRequest())
          .andExpect(jsonPath("$.param").value(wrong[1]))
          .andExpect(
              jsonPath("$.detail")
                  .value(wrong[1] + " is missing or has a value that it cannot have"));
    }
  }

  @Test
  void aBodyThatIsNoJsonNamesNothing() throws Exception {
    for (String broken : new String[] {"{", "{\"bounds\":{\"most\":", "{\"allow\":[\"x\""}) {
      service
          .perform(post("/body").contentType(MediaType.APPLICATION_JSON).content(broken))
          .andExpect(status().isBadRequest())
          .andExpect(jsonPath("$.code").value("invalid_request"))
          .andExpect(jsonPath("$.param").doesNotExist());
    }
  }

  record Body(List<String> allow, Bounds bounds) {
    record Bounds(int most) {}
  }

  @RestController
  static class Broken {

    @PostMapping("/body")
    String body(@RequestBody Body body) {
      return body.toString();
    }

    @GetMapping("/transaction")
    String transaction() {
      throw new CannotCreateTransactionException("no connection to secret-host");
    }

    @GetMapping("/statement")
    String statement() {
      throw new DataAccessResourceFailureException("nonsense");
    }

    @GetMapping("/fault")
    String fault() {
      throw new IllegalStateException("a secret");
    }
  }
}
