package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * JavaScript clients (OpenAI's, MCP's, the Vercel AI SDK, LangChain.js) try the whole of Hearth.
 */
class NodeClientTest {

  private static final Path SCRIPTS = Path.of("src/test/node");

  private static HearthUnderTest hearth;

  @BeforeAll
  static void start() {
    boolean installed =
        Stream.of("openai", "@modelcontextprotocol", "ai", "@langchain/openai")
            .allMatch(name -> Files.isDirectory(SCRIPTS.resolve("node_modules").resolve(name)));
    if (!installed && System.getenv("CI") == null) {
      System.err.println(
          "SKIPPED: the test with the npm client; ./hearth test installs what it needs");
      Assumptions.abort("npm packages are not installed");
    }
    assertThat(installed).as("npm packages are installed").isTrue();
    hearth = HearthUnderTest.shared();
  }

  @Test
  void holdsAConversation() throws Exception {
    run("openai.test.mjs");
  }

  @Test
  void servesPluginsToMcpClientsAndTakesMcpServersForPlugins() throws Exception {
    run("mcp.test.mjs");
  }

  @Test
  void holdsConversationsWithTheAiSdkByBothApis() throws Exception {
    run("aisdk.test.mjs");
  }

  @Test
  void holdsConversationsWithLangChainByBothApis() throws Exception {
    run("langchain.test.mjs");
  }

  @Test
  void answersWhatIsMutatedWithoutAFaultOfItsOwn() throws Exception {
    // What it changes stays in a Hearth of its own.
    try (ScriptedEngine engine = new ScriptedEngine(request -> ScriptedEngine.says("Hello."));
        HearthUnderTest own =
            HearthUnderTest.start(Map.of("hearth.inference.openai-url", engine.url().toString()))) {
      start(own, List.of("node", "fuzz.mjs"));
    }
  }

  private static void run(String script) throws Exception {
    start(hearth, List.of("node", "--test", "--test-reporter=spec", script));
  }

  private static void start(HearthUnderTest hearth, List<String> command) throws Exception {
    String model = hearth.get("/v1/models").json().path("data").path(0).path("id").asString("");
    ProcessBuilder node =
        new ProcessBuilder(command).directory(SCRIPTS.toFile()).redirectErrorStream(true);
    node.environment().put("HEARTH_URL", hearth.url());
    node.environment().put("HEARTH_KEY", hearth.chatKey());
    node.environment().put("HEARTH_ADMIN_KEY", HearthUnderTest.ADMIN_KEY);
    node.environment().put("HEARTH_MODEL_ID", model);
    // A seed of its own, so that a failure comes again.
    node.environment().put("FUZZ_SEED", "7");
    node.environment().put("FUZZ_COUNT", "300");
    node.environment().put("FUZZ_PARALLEL", "2");
    node.environment().put("FUZZ_PATIENCE", "120");
    File log = File.createTempFile("node", ".log");
    int status = node.redirectOutput(log).start().waitFor();

    assertThat(status).as(Files.readString(log.toPath(), StandardCharsets.UTF_8)).isZero();
  }
}
