package dev.hearth.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each program says it is made of (CycloneDX), against what is in its jar. */
class SbomTest {

  private static final String PLACE = "META-INF/sbom/application.cdx.json";
  private static final String LIBRARIES = "BOOT-INF/lib/";
  private static final String ONLINE =
      "the list of libraries; Maven makes it only online: build once without --offline";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway-service",
        "inference-service",
        "plugin-registry",
        "moderation-service",
        "builtin-plugins"
      })
  void everyLibraryOfTheJarIsListed(String service) throws IOException {
    try (ZipFile jar = jar(service)) {
      JsonNode bom = bom(jar);
      Set<String> listed = new TreeSet<>();
      for (JsonNode component : bom.path("components")) {
        String purl = component.path("purl").asString("");
        assertThat(purl).startsWith("pkg:maven/");
        String classifier =
            purl.contains("classifier=")
                ? "-" + purl.replaceAll(".*classifier=([^&]*).*", "$1")
                : "";
        listed.add(
            component.path("name").asString()
                + "-"
                + component.path("version").asString()
                + classifier
                + ".jar");
      }
      Set<String> libraries = new TreeSet<>();
      jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
          .map(name -> name.substring(LIBRARIES.length()))
          // Of Spring Boot's own launcher, not of the program.
          .filter(name -> !name.startsWith("spring-boot-jarmode-"))
          .forEach(libraries::add);

      assertThat(bom.path("bomFormat").asString()).isEqualTo("CycloneDX");
      assertThat(bom.at("/metadata/component/name").asString()).isEqualTo(service);
      assertThat(libraries).hasSizeGreaterThan(30);
      assertThat(listed).as(ONLINE).containsAll(libraries);
    }
  }

  @Test
  void licencesAndHashesAreThere() throws IOException {
    try (ZipFile jar = jar("gateway-service")) {
      JsonNode spring =
          bom(jar)
              .path("components")
              .valueStream()
              .filter(component -> component.path("name").asString().equals("spring-webmvc"))
              .findFirst()
              .orElseThrow();

      assertThat(spring.at("/licenses/0/license/id").asString()).isEqualTo("Apache-2.0");
      assertThat(spring.path("hashes").findValuesAsString("alg")).contains("SHA-256");
    }
  }

  private static JsonNode bom(ZipFile jar) throws IOException {
    ZipEntry entry = jar.getEntry(PLACE);
    assertThat(entry).as(ONLINE).isNotNull();
    try (InputStream text = jar.getInputStream(entry)) {
      return JsonMapper.shared().readTree(text);
    }
  }

  /** The jar that the build has made of that service by now. */
  private static ZipFile jar(String service) throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("..", service, "target"), "*-exec.jar")) {
      return new ZipFile(jars.iterator().next().toFile());
    }
  }
}
