package dev.hearth.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BuiltinPluginsApplicationTest extends BuiltinPluginsTest {

  @Test
  void servesTheManifestAndTheDocumentItPointsTo() throws Exception {
    for (String plugin : new String[] {"calculator", "clock", "knowledge"}) {
      HttpResponse<String> manifest = get("/" + plugin + "/.well-known/ai-plugin.json");
      JsonNode json = JsonMapper.shared().readTree(manifest.body());

      assertThat(manifest.statusCode()).isEqualTo(200);
      assertThat(json.at("/name_for_model").asString()).isEqualTo(plugin);
      HttpResponse<String> document = get(json.at("/api/url").asString());
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(document.body()).startsWith("openapi: 3.0.3");
      assertThat(get(json.at("/logo_url").asString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void calculatesOverHttp() throws Exception {
    assertThat(get("/calculator/calculate?expression=" + encoded("27 × 453")).body())
        .isEqualTo("{\"result\":\"12231\"}");
    assertThat(get("/calculator/convert?value=5&from=mile&to=km").body())
        .isEqualTo("{\"result\":\"8.04672\",\"unit\":\"km\"}");
  }

  @Test
  void tellsTheTimeOverHttp() throws Exception {
    assertThat(get("/clock/now?zone=Tokyo").body()).contains("\"zone\":\"Asia/Tokyo\"");
    assertThat(get("/clock/now").body()).contains("\"zone\":\"UTC\"");
  }

  @Test
  void answersBadInputWithWordsThatHelp() throws Exception {
    HttpResponse<String> unreadable = get("/calculator/calculate?expression=" + encoded("apple"));
    assertThat(unreadable.statusCode()).isEqualTo(400);
    assertThat(unreadable.body()).startsWith("{\"error\":\"'apple' is not a number");

    HttpResponse<String> missing = get("/calculator/calculate");
    assertThat(missing.statusCode()).isEqualTo(400);
    assertThat(missing.body()).isEqualTo("{\"error\":\"the parameter 'expression' is missing\"}");

    HttpResponse<String> mistyped = get("/clock/add?amount=many&unit=days");
    assertThat(mistyped.statusCode()).isEqualTo(400);
    assertThat(mistyped.body()).contains("'amount' must be a number");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
