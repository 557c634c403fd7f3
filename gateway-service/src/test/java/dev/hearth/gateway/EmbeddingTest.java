package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.hearth.contracts.inference.EmbeddingRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/embeddings}. */
class EmbeddingTest extends GatewayFixture {

  @Test
  void embedsABatchAsNumbersAndCounts() throws Exception {
    HttpResponse<String> answer =
        post("/v1/embeddings", "{\"model\":\"vectors\",\"input\":[\"a b\",\"abcd\"]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer))
        .isEqualTo(
            JSON.readTree(
                """
                {"object":"list","model":"vectors",
                 "data":[{"object":"embedding","index":0,"embedding":[3.0,1.0]},
                         {"object":"embedding","index":1,"embedding":[4.0,0.0]}],
                 "usage":{"prompt_tokens":9,"total_tokens":9}}\
                """));
  }

  @Test
  void embedsAsBase64() throws Exception {
    HttpResponse<String> answer =
        post("/v1/embeddings", "{\"input\":\"a b\",\"encoding_format\":\"base64\"}");

    assertThat(json(answer).at("/data/0/embedding").asString()).isEqualTo("AABAQAAAgD8=");
  }

  @Test
  void embedsForTheOfficialClient() {
    OpenAIClient client =
        OpenAIOkHttpClient.builder().baseUrl(url("/v1")).apiKey(ADMIN_KEY).maxRetries(0).build();
    try {
      CreateEmbeddingResponse answer =
          client
              .embeddings()
              .create(
                  EmbeddingCreateParams.builder()
                      .model("vectors")
                      .inputOfArrayOfStrings(List.of("a b", "abcd"))
                      .build());

      assertThat(answer.data()).hasSize(2);
      assertThat((double) answer.data().getFirst().embedding().getFirst())
          .isCloseTo(3, within(1e-6));
      assertThat(answer.usage().promptTokens()).isEqualTo(9);
    } finally {
      client.close();
    }
  }

  @Test
  void screensWhatIsEmbedded() throws Exception {
    HttpResponse<String> refused =
        post("/v1/embeddings", "{\"input\":[\"fine\",\"a forbidden phrase\"]}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/code").asString()).isEqualTo("content_policy_violation");
    assertThat(INFERENCE.embedded).isEmpty();

    post("/v1/embeddings", "{\"input\":\"write to alice@example.org\"}");

    assertThat(INFERENCE.embedded)
        .singleElement()
        .extracting(EmbeddingRequest::inputs)
        .isEqualTo(List.of("write to [email]"));
  }

  @Test
  void embedsNothingThatCouldNotBeScreened() throws Exception {
    MODERATION.failing = request -> true;

    HttpResponse<String> answer = post("/v1/embeddings", "{\"input\":\"a b\"}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(INFERENCE.embedded).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|missing_required_parameter|input",
        "{\"input\":[]}|invalid_value|input",
        "{\"input\":\"\"}|invalid_value|input",
        "{\"input\":[\"a\",\"\"]}|invalid_value|input",
        "{\"input\":[1,2]}|unsupported_parameter|input",
        "{\"input\":[[1,2],[3]]}|unsupported_parameter|input",
        "{\"input\":{}}|invalid_type|input",
        "{\"input\":[\"a\",7]}|invalid_type|input[1]",
        "{\"input\":\"a\",\"encoding_format\":\"hex\"}|invalid_value|encoding_format",
        "{\"input\":\"a\",\"dimensions\":0}|invalid_value|dimensions",
        "{\"input\":\"a\",\"dimensions\":256}|unsupported_parameter|dimensions",
      })
  void refusesByName(String body, String code, String param) throws Exception {
    HttpResponse<String> answer = post("/v1/embeddings", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/code").asString()).isEqualTo(code);
    assertThat(json(answer).at("/error/param").asString()).isEqualTo(param);
  }

  @Test
  void recordsWhatItTook() throws Exception {
    post("/v1/embeddings", "{\"input\":\"a b\"}");

    assertThat(
            jdbc.sql(
                    "select model || '/' || prompt_tokens || '/' || completion_tokens from"
                        + " gateway.audit_record where path = '/v1/embeddings' order by at desc"
                        + " limit 1")
                .query(String.class)
                .single())
        .isEqualTo("vectors/9/0");
  }

  @Test
  void listsTheEmbeddingModelsAfterTheOthers() throws Exception {
    assertThat(json(get("/v1/models")).at("/data/2/id").asString()).isEqualTo("vectors");
    assertThat(get("/v1/models/vectors").statusCode()).isEqualTo(200);
  }
}
