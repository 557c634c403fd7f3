package dev.hearth.registry.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryTest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrationTest extends RegistryTest {

  private static String manifest(String name, String apiUrl) {
    return """
    {"schema_version":"v1","name_for_human":"%s","name_for_model":"%s",
     "description_for_human":"Notes.","description_for_model":"Keeps notes.",
     "auth":{"type":"none"},"api":{"type":"openapi","url":"%s"}}\
    """
        .formatted(name, name, apiUrl);
  }

  private static String document(String server) {
    return """
    openapi: 3.0.3
    info: {title: Notes, version: "1"}
    servers: [{url: "%s"}]
    paths:
      /notes/{id}:
        parameters:
          - {name: id, in: path, required: true, schema: {type: integer}}
        get:
          operationId: read_note
          summary: Read a note
          responses: {"200": {description: ok}}
        delete:
          operationId: delete_note
          summary: Delete a note
          responses: {"204": {description: gone}}
    """
        .formatted(server);
  }

  @Test
  void saysThatADocumentDescribesNothing() {
    String nothing =
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"none\",\"version\":\"1\"},"
            + "\"servers\":[{\"url\":\"https://none.example.org\"}],\"paths\":{}}";

    assertThat(post("reg-none", "/v1/plugins", nothing).has(422).at("/code"))
        .isEqualTo("not_registrable");
  }

  @Test
  void registersAnUploadedManifestWithItsDocument() {
    Answer created =
        upload(
                "reg-1",
                "/v1/plugins",
                Map.of(
                    "manifest", manifest("notes", "https://notes.example.org/openapi.yaml"),
                    "openapi", document("https://notes.example.org/api")))
            .has(201);

    assertThat(created.at("/name")).isEqualTo("notes");
    assertThat(created.json().at("/version").asInt()).isEqualTo(1);
    assertThat(created.at("/tools/0/name")).isEqualTo("read_note");
    assertThat(created.at("/tools/0/url")).isEqualTo("https://notes.example.org/api/notes/{id}");
    assertThat(created.json().at("/tools/0/consequential").asBoolean()).isFalse();
    assertThat(created.json().at("/tools/1/consequential").asBoolean()).isTrue();
    assertThat(created.json().at("/findings")).isEmpty();
    assertThat(get("reg-1", "/v1/plugins/notes").has(200).json().at("/versions")).hasSize(1);
    assertThat(get("another", "/v1/plugins/notes").status()).isEqualTo(404);
  }

  @Test
  void theSameUploadIsTheSameVersionAndAChangedOneIsANewOne() {
    Map<String, String> files =
        Map.of(
            "manifest", manifest("notes", "https://notes.example.org/openapi.yaml"),
            "openapi", document("https://notes.example.org/api"));
    upload("reg-2", "/v1/plugins", files).has(201);

    assertThat(upload("reg-2", "/v1/plugins", files).has(200).json().at("/version").asInt())
        .isEqualTo(1);

    upload(
            "reg-2",
            "/v1/plugins",
            Map.of(
                "manifest", files.get("manifest"),
                "openapi", document("https://notes.example.org/v2")))
        .has(200);
    assertThat(get("reg-2", "/v1/plugins/notes").json().at("/versions")).hasSize(2);
  }

  @Test
  void registersByAddressAndFetchesTheDocument() {
    INTERNAL.on(
        "/.well-known/ai-plugin.json", "application/json", manifest("fetched", "openapi.yaml"));
    INTERNAL.on("/.well-known/openapi.yaml", "text/yaml", document(INTERNAL.origin()));

    Answer created =
        post(
                "reg-3",
                "/v1/plugins",
                "{\"manifest_url\":\"" + INTERNAL.origin() + "/.well-known/ai-plugin.json\"}")
            .has(201);

    assertThat(created.at("/tools/0/name")).isEqualTo("read_note");
    assertThat(created.at("/findings/0/rule")).isEqualTo("relative-api-url");
  }

  @Test
  void registersABareDocument() {
    Answer created =
        call(
                "reg-4",
                EnumSet.allOf(Scope.class),
                "POST",
                "/v1/plugins",
                "application/yaml",
                document("https://notes.example.org"))
            .has(201);

    assertThat(created.at("/name")).isEqualTo("notes");
  }

  @Test
  void registersADocumentWithoutAServerUnderABaseAddress() {
    String homeless = document("/");
    EnumSet<Scope> all = EnumSet.allOf(Scope.class);
    String path = "/v1/plugins";
    Answer refused = call("reg-4b", all, "POST", path, "application/yaml", homeless).has(422);
    assertThat(refused.at("/findings/0/message")).contains("base_url");

    Answer created =
        call(
                "reg-4b",
                all,
                "POST",
                path + "?base_url=https://notes.example.org/api/",
                "application/yaml",
                homeless)
            .has(201);

    assertThat(created.at("/tools/0/url")).isEqualTo("https://notes.example.org/api/notes/{id}");
    assertThat(
            call("reg-4b", all, "POST", path + "?base_url=ftp://x", "application/yaml", homeless)
                .has(400)
                .at("/param"))
        .isEqualTo("base_url");
  }

  @Test
  void aTrialChangesNothing() {
    Answer trial =
        upload(
                "reg-5",
                "/v1/plugins?dry_run=true",
                Map.of(
                    "manifest", manifest("trial", "https://notes.example.org/openapi.yaml"),
                    "openapi", document("https://notes.example.org")))
            .has(200);

    assertThat(trial.json().at("/registrable").asBoolean()).isTrue();
    assertThat(trial.json().at("/tools")).hasSize(2);
    assertThat(get("reg-5", "/v1/plugins/trial").status()).isEqualTo(404);
  }

  @Test
  void refusesWhatTheGuardRefuses() {
    int before = STRANGER.asked().size();
    Answer byAddress =
        post(
                "reg-6",
                "/v1/plugins",
                "{\"manifest_url\":\"" + STRANGER.origin() + "/ai-plugin.json\"}")
            .has(422);
    Answer byDocument =
        upload(
                "reg-6",
                "/v1/plugins",
                Map.of("manifest", manifest("x", STRANGER.origin() + "/openapi.yaml")))
            .has(422);

    assertThat(byAddress.at("/code")).isEqualTo("egress_refused");
    assertThat(byDocument.at("/code")).isEqualTo("egress_refused");
    assertThat(STRANGER.asked()).hasSize(before);
  }

  @Test
  void aTeamGainsNothingByNamingABuiltInsAddress() {
    assertThat(
            post(
                    "reg-6",
                    "/v1/plugins",
                    "{\"manifest_url\":\""
                        + BUILT_IN.origin()
                        + "/echo/.well-known/ai-plugin.json\"}")
                .has(422)
                .at("/code"))
        .isEqualTo("egress_refused");
  }

  @Test
  void saysWhereAManifestIsBroken() {
    Answer broken =
        upload(
                "reg-7",
                "/v1/plugins",
                Map.of("manifest", "{\n  \"name_for_model\": \"x\",\n  oops"))
            .has(422);

    assertThat(broken.at("/code")).isEqualTo("not_registrable");
    assertThat(broken.at("/findings/0/rule")).isEqualTo("unparsable-manifest");
    assertThat(broken.at("/findings/0/message")).contains("line 3, column");
  }

  @Test
  void namesTheFieldOfABadRequest() {
    assertThat(post("reg-8", "/v1/plugins", "{\"manifest_url\": 7}").has(400).at("/param"))
        .isEqualTo("manifest_url");
    assertThat(post("reg-8", "/v1/plugins", "").has(400).at("/param")).isEqualTo("manifest");
    assertThat(upload("reg-8", "/v1/plugins", Map.of("other", "x")).has(400).at("/param"))
        .isEqualTo("manifest");
    assertThat(post("reg-8", "/v1/plugins", "{\"a\": ").has(400).at("/code"))
        .isEqualTo("invalid_json");
    assertThat(call("reg-8", "PATCH", "/v1/plugins/echo", "{}").has(400).at("/param"))
        .isEqualTo("enabled");
    assertThat(post("reg-8", "/v1/plugins?dry_run=perhaps", "{}").has(400).at("/code"))
        .isNotEmpty();
  }

  @Test
  void needsTheScopeToWrite() {
    Answer refused =
        call(
                "reg-9",
                EnumSet.of(Scope.CHAT),
                "POST",
                "/v1/plugins",
                "application/yaml",
                document("https://notes.example.org"))
            .has(403);

    assertThat(refused.at("/code")).isEqualTo("insufficient_scope");
    call("reg-9", EnumSet.noneOf(Scope.class), "GET", "/v1/plugins", "application/json", "")
        .has(403);
  }

  @Test
  void aBuiltInIsThereForEveryTeamAndCanBeDisabledByOne() {
    awaitEcho();

    call("reg-10", "PATCH", "/v1/plugins/echo", "{\"enabled\": false}").has(200);

    assertThat(get("reg-10", "/v1/plugins/echo").json().at("/enabled").asBoolean()).isFalse();
    assertThat(get("reg-11", "/v1/plugins/echo").json().at("/enabled").asBoolean()).isTrue();
    assertThat(call("reg-10", "DELETE", "/v1/plugins/echo", "").has(403).at("/code"))
        .isEqualTo("built_in_plugin");
    assertThat(
            upload(
                    "reg-10",
                    "/v1/plugins",
                    Map.of(
                        "manifest", manifest("Echo", "https://notes.example.org/o.yaml"),
                        "openapi", document("https://notes.example.org")))
                .has(409)
                .at("/code"))
        .isEqualTo("plugin_name_taken");
  }

  @Test
  void aRemovedPluginIsGoneAndItsNameFree() {
    String document = document("https://notes.example.org");
    EnumSet<Scope> all = EnumSet.allOf(Scope.class);
    call("reg-12", all, "POST", "/v1/plugins", "application/yaml", document).has(201);

    call("reg-12", "DELETE", "/v1/plugins/notes", "").has(204);

    get("reg-12", "/v1/plugins/notes").has(404);
    call("reg-12", all, "POST", "/v1/plugins", "application/yaml", document).has(201);
  }

  @Test
  void toolNamesAreUniqueWithinATeam() {
    for (String name : new String[] {"first", "second", "third"}) {
      upload(
              "reg-13",
              "/v1/plugins",
              Map.of(
                  "manifest", manifest(name, "https://notes.example.org/o.yaml"),
                  "openapi", document("https://notes.example.org")))
          .has(201);
    }

    assertThat(get("reg-13", "/v1/plugins/first").at("/tools/0/name")).isEqualTo("read_note");
    assertThat(get("reg-13", "/v1/plugins/second").at("/tools/0/name"))
        .isEqualTo("second_read_note");
    assertThat(get("reg-13", "/v1/plugins/third").at("/tools/0/name")).isEqualTo("third_read_note");
  }

  private void awaitEcho() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get("default", "/v1/plugins/echo").status() == 200);
  }
}
