package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The gateway describes all that it answers, to everyone who asks. */
class ApiDocumentTest extends GatewayFixture {

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @Test
  void isAValidOpenApiDocument() throws Exception {
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readContents(open("/v3/api-docs").body(), null, null);

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getPaths()).hasSizeGreaterThan(50);
  }

  @Test
  void holdsWhateverIsMapped() throws Exception {
    List<ApiDescription.Operation> described = description().operations();
    List<String> missing = new ArrayList<>();
    for (RequestMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
      for (String pattern : mapping.getPatternValues()) {
        String path = pattern.replace("{*", "{");
        if (path.equals("/error") || path.startsWith("/swagger-ui")) {
          continue;
        }
        Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
        boolean prefix = path.endsWith("/**");
        boolean found =
            prefix
                ? described.stream()
                    .anyMatch(one -> one.path().startsWith(path.substring(0, path.length() - 2)))
                : methods.isEmpty()
                    ? described.stream().anyMatch(one -> one.path().equals(path))
                    : methods.stream()
                        .allMatch(
                            method ->
                                described.stream()
                                    .anyMatch(one -> one.name().equals(method + " " + path)));
        if (!found) {
          missing.add(methods + " " + path);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void describesNothingThatIsNotThere() throws Exception {
    for (ApiDescription.Operation operation : description().operations()) {
      HttpRequest.Builder request =
          to(operation.address())
              .method(
                  operation.method().toUpperCase(java.util.Locale.ROOT),
                  operation.body().isMissingNode()
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(operation.body().toString()));
      HttpResponse<String> answer = send(request);

      assertThat(answer.statusCode()).as(operation.name()).isNotEqualTo(500);
      if (answer.statusCode() >= 400) {
        // Else it is there; and what it lists, such as audit records, may tell of these, too.
        assertThat(answer.body())
            .as(operation.name())
            .doesNotContain("unknown_url")
            .doesNotContain("method_not_allowed");
      }
    }
  }

  @Test
  void hasAnExampleOfEveryBody() throws Exception {
    ApiDescription description = description();
    List<String> missing = new ArrayList<>();
    Set<String> ids =
        description.operations().stream()
            .map(operation -> operation.described().path("operationId").asString(""))
            .collect(Collectors.toSet());
    for (ApiDescription.Operation operation : description.operations()) {
      if (operation.described().has("requestBody")
          && operation
              .described()
              .at("/requestBody/content")
              .valueStream()
              .noneMatch(content -> content.has("example"))) {
        missing.add(operation.name());
      }
      operation
          .described()
          .get("responses")
          .properties()
          .forEach(
              response -> {
                for (JsonNode content : description.resolved(response.getValue()).path("content")) {
                  if (!content.has("example")) {
                    missing.add(operation.name() + " " + response.getKey());
                  }
                }
              });
    }

    assertThat(missing).isEmpty();
    assertThat(ids).hasSameSizeAs(description.operations());
  }

  @Test
  void isTheSameAsYaml() throws Exception {
    HttpResponse<String> yaml = open("/v3/api-docs.yaml");

    assertThat(header(yaml, "content-type")).startsWith("application/yaml");
    assertThat(new OpenAPIV3Parser().readContents(yaml.body(), null, null).getOpenAPI().getPaths())
        .hasSameSizeAs(description().document().get("paths").propertyNames());
  }

  @Test
  void isShownBySwaggerUiWhichMayLoadNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = open("/swagger-ui/index.html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("swagger-ui-bundle.js");
    assertThat(header(page, "content-security-policy"))
        .contains("default-src 'none'")
        .contains("script-src 'self';")
        .contains("frame-ancestors 'none'");
    assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(open("/swagger-ui/swagger-initializer.js").body()).contains("url: '/v3/api-docs'");
    assertThat(open("/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
    assertThat(header(open("/swagger-ui/"), "location")).endsWith("/swagger-ui/index.html");

    assertThat(open("/swagger-ui/no-such-file.js").statusCode()).isEqualTo(404);
    assertThat(open("/swagger-ui/..%2f..%2fpom.properties").statusCode()).isIn(400, 404);
    assertThat(open("/webjars/swagger-ui/index.html").statusCode()).isEqualTo(401);
  }

  private ApiDescription description() throws Exception {
    return new ApiDescription(json(open("/v3/api-docs")));
  }

  private HttpResponse<String> open(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url(path))));
  }
}
