package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.standalone.HearthUnderTest.Answer;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A document is uploaded and found again with its source, through the gateway. */
class KnowledgeTest {

  private static final String FILE =
      """
      # Lighthouse handbook

      The lighthouse at Kap Arnos was built in 1874. Its lamp is lit by the keeper at sunset.

      ## Visitors

      Visitors may climb the tower on Tuesdays. A ticket costs nine crowns.
      """;

  private static HearthUnderTest hearth;

  @BeforeAll
  static void uploadAFileAsCurlDoes() {
    hearth = HearthUnderTest.shared();
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"lighthouse.md\"\r\n\r\n"
            + FILE
            + "\r\n--x--\r\n";
    Answer uploaded =
        hearth.send(
            hearth
                .request("/v1/plugins/knowledge/tools/upsert_file/invoke?approve=true")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(200);
    assertThat(uploaded.json().path("text").asString()).contains("\"state\":\"done\"");
  }

  @Test
  void findsItByMeaningAndNamesTheSource() {
    Answer found =
        hearth.post(
            "/v1/plugins/knowledge/tools/query/invoke",
            "{\"arguments\":{\"query\":\"On which day can one go up the tower?\"}}");

    assertThat(found.json().path("text").asString())
        .contains("on Tuesdays", "Lighthouse handbook", "lighthouse.md");
  }
}
