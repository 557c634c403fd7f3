package dev.hearth.registry.clearance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryTest;
import dev.hearth.registry.StubServer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowancesTest extends RegistryTest {

  @Test
  void anAdministratorAllowsOneTeamAnInternalHost() {
    try (StubServer wiki = new StubServer()) {
      wiki.on("/pages", "text/plain", "a page");
      String document =
          """
          openapi: 3.0.3
          info: {title: wiki, version: "1"}
          servers: [{url: "%s"}]
          paths:
            /pages:
              get: {operationId: pages, summary: Pages, responses: {"200": {description: ok}}}
          """
              .formatted(wiki.origin());
      register("allow-1", document, Map.of()).has(201);
      register("allow-2", document, Map.of()).has(201);
      String invoke = "/v1/plugins/wiki/tools/pages/invoke";
      assertThat(post("allow-1", invoke, "{}").at("/reason")).isEqualTo("unavailable");

      String allow = "{\"allow\":[\"%s\"]}".formatted(wiki.origin());
      Answer allowed = call("admins", "PUT", "/v1/plugins/-/egress/allow-1", allow).has(200);

      assertThat(allowed.at("/allow/0")).isEqualTo(wiki.origin());
      assertThat(post("allow-1", invoke, "{}").at("/text")).isEqualTo("a page");
      assertThat(post("allow-2", invoke, "{}").at("/reason")).isEqualTo("unavailable");
      assertThat(get("admins", "/v1/plugins/-/egress/allow-1").has(200).etag())
          .isEqualTo(allowed.etag());
      call(
              "admins",
              EnumSet.allOf(Scope.class),
              "PUT",
              "/v1/plugins/-/egress/allow-1",
              "application/json",
              "{\"allow\":[]}".getBytes(StandardCharsets.UTF_8),
              Map.of("If-Match", "\"0\""))
          .has(412);
      call("admins", "PUT", "/v1/plugins/-/egress/allow-1", "{\"allow\":[]}").has(200);
      assertThat(post("allow-1", invoke, "{}").at("/reason")).isEqualTo("unavailable");
    }
  }

  @Test
  void onlyAnAdministratorMay() {
    call(
            "allow-3",
            EnumSet.of(Scope.PLUGINS_WRITE, Scope.CHAT),
            "PUT",
            "/v1/plugins/-/egress/allow-3",
            "application/json",
            "{\"allow\":[\"10.0.0.0/8\"]}")
        .has(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"all\"]", "[\"10.1.0.0/16\",null]", "[\"://\"]", "null"})
  void whatIsNoOriginAndNoRangeIsNamed(String allow) {
    assertThat(
            call(
                    "allow-3",
                    "PUT",
                    "/v1/plugins/-/egress/allow-3",
                    "{\"allow\":%s}".formatted(allow))
                .has(400)
                .at("/param"))
        .isEqualTo("allow");
  }
}
