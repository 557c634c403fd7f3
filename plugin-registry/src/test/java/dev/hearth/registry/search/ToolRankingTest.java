package dev.hearth.registry.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Manifest;
import dev.hearth.registry.manifest.ManifestReader;
import dev.hearth.registry.openapi.OpenApiReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real model, on the plugins that the project itself brings along. */
class ToolRankingTest {

  private static final Vectors VECTORS = new Vectors();
  private static List<Plugin> plugins = List.of();

  @BeforeAll
  static void readsThePlugins() throws IOException {
    Path builtIn = Path.of("../builtin-plugins/src/main/resources");
    plugins =
        List.of(
            plugin(
                find(builtIn, "calculator", "ai-plugin.json"),
                find(builtIn, "calculator", "openapi.yaml")),
            plugin(
                find(builtIn, "clock", "ai-plugin.json"), find(builtIn, "clock", "openapi.yaml")),
            plugin(
                Path.of("../docs/examples/plugins/web-search/ai-plugin.json"),
                Path.of("../docs/examples/plugins/web-search/openapi.yaml")));
    rank("warm up");
    await().atMost(Duration.ofSeconds(30)).until(VECTORS::isIdle);
  }

  @AfterAll
  static void closes() {
    VECTORS.destroy();
  }

  private static Path find(Path folder, String plugin, String name) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains(plugin) && file.endsWith(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Plugin plugin(Path manifestFile, Path document) throws IOException {
    Findings findings = new Findings();
    Manifest manifest =
        ManifestReader.read(Files.readString(manifestFile), null, findings).orElseThrow();
    OpenApiReader.Document read =
        Objects.requireNonNull(
            OpenApiReader.read(
                Files.readString(document),
                new OpenApiReader.Origin(null, null, URI.create("https://example.org")),
                findings));
    UUID id = UUID.randomUUID();
    return new Plugin(
        id,
        null,
        manifest.name(),
        1,
        1,
        1,
        true,
        List.of(),
        new Plugin.Summary(
            manifest.title(),
            manifest.description(),
            manifest.purpose(),
            "none",
            manifest.auth(),
            read.operations()),
        null,
        read.tools().stream().map(draft -> new Tool(id, manifest.name(), draft)).toList(),
        List.of(),
        Instant.EPOCH);
  }

  private static List<Tool> rank(String question) {
    return new ToolRanking(VECTORS).rank(plugins, question);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What is 17 * 23? | calculator",
        "What is the square root of 1764? | calculator",
        "How much is 15 percent of 240? | calculator",
        "A shirt costs 40 dollars and is 25 % off. What do I pay? | calculator",
        "What time is it in Tokyo right now? | clock",
        "How many days are there until Christmas? | clock",
        "What is the latest news about the company that makes Airbus? | web_search",
        "Find me recent articles about solar power | web_search"
      })
  void ranksThePluginFirstThatAnswersTheQuestion(String question, String plugin) {
    assertThat(rank(question).getFirst().plugin()).isEqualTo(plugin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"On which day may members take a boat?", "What is the capital of France?"})
  void aSearchIsNotFarWhereAQuestionIsLikeOtherTools(String question) {
    assertThat(rank(question).subList(0, 4)).extracting(Tool::plugin).contains("web_search");
  }

  @Test
  void goesByWordsUntilThereAreVectors() {
    Vectors none = new Vectors();
    none.destroy();

    assertThat(new ToolRanking(none).rank(plugins, "calculate the product").getFirst().plugin())
        .isEqualTo("calculator");
  }
}
