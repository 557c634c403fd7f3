package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official JavaScript clients, of OpenAI and of MCP, try the whole of Hearth. */
class NodeClientTest {

  private static final Path SCRIPTS = Path.of("src/test/node");

  private static HearthUnderTest hearth;

  @BeforeAll
  static void start() {
    boolean installed =
        Files.isDirectory(SCRIPTS.resolve("node_modules/openai"))
            && Files.isDirectory(SCRIPTS.resolve("node_modules/@modelcontextprotocol"));
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

  private static void run(String script) throws Exception {
    String model = hearth.get("/v1/models").json().path("data").path(0).path("id").asString("");
    ProcessBuilder node =
        new ProcessBuilder("node", "--test", "--test-reporter=spec", script)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true);
    node.environment().put("HEARTH_URL", hearth.url());
    node.environment().put("HEARTH_KEY", hearth.chatKey());
    node.environment().put("HEARTH_ADMIN_KEY", HearthUnderTest.ADMIN_KEY);
    node.environment().put("HEARTH_MODEL_ID", model);
    File log = File.createTempFile("node", ".log");
    int status = node.redirectOutput(log).start().waitFor();

    assertThat(status).as(Files.readString(log.toPath(), StandardCharsets.UTF_8)).isZero();
  }
}
