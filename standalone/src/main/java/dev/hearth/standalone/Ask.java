package dev.hearth.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./hearth ask}: sends a question to the running Hearth and streams the answer. */
public final class Ask {

  private static final String USAGE =
      """
      ./hearth ask [options] "question"

        --model ID          ask this model instead of the default one
        --plugins auto      let Hearth choose among the tools that are enabled (the default)
        --plugins a,b       use only these plugins' tools
        --plugins none      use no tools
        --quiet             print the answer alone, not the steps

      Reads HEARTH_HOME/cli-key and HEARTH_PORT; HEARTH_URL and HEARTH_KEY name another Hearth.
      """;

  private static final int UNSUCCESSFUL = 400;

  private final PrintStream out;
  private final PrintStream notes;
  private final JsonMapper json = JsonMapper.shared();

  private Ask(PrintStream out, PrintStream notes) {
    this.out = out;
    this.notes = notes;
  }

  /** Asks; exits with 0 for an answer, 1 for a failure and 2 for a wrong call. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream notes = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(new Ask(out, notes).run(List.of(args), System.getenv()));
  }

  private int run(List<String> args, Map<String, String> environment) {
    Question question;
    try {
      question = Question.parse(args);
    } catch (IllegalArgumentException wrongCall) {
      notes.println("hearth: " + wrongCall.getMessage());
      notes.print(USAGE);
      return 2;
    }
    if (question.help()) {
      out.print(USAGE);
      return 0;
    }
    try {
      return stream(question, environment);
    } catch (StartFailure failure) {
      notes.println("hearth: " + failure.getMessage());
    } catch (ConnectException refused) {
      notes.println(
          "hearth: no Hearth answers at " + url(environment) + "; start it by ./hearth up");
    } catch (IOException broken) {
      notes.println("hearth: the connection broke off: " + broken.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private int stream(Question question, Map<String, String> environment)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(environment) + "/v1/chat/completions"))
            .header("Authorization", "Bearer " + key(environment))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body(question))))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() >= UNSUCCESSFUL) {
          return failed(json.readTree(body.readAllBytes()));
        }
        return show(body, question.quiet());
      }
    }
  }

  private int show(InputStream body, boolean quiet) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String event = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event:")) {
        event = line.substring("event:".length()).strip();
      } else if (line.isEmpty()) {
        event = "";
      } else if (line.startsWith("data:")) {
        String data = line.substring("data:".length()).strip();
        if (data.equals("[DONE]")) {
          out.println();
          return 0;
        }
        JsonNode chunk = json.readTree(data);
        if (chunk.has("error")) {
          out.println();
          return failed(chunk);
        }
        if (event.equals("hearth.step")) {
          if (!quiet) {
            showStep(chunk);
          }
        } else {
          showChunk(chunk);
        }
      }
    }
    out.println();
    notes.println("hearth: the answer broke off");
    return 1;
  }

  private void showStep(JsonNode step) {
    notes.printf(
        "[%s.%s %s → %s]%n",
        step.path("plugin").asString(""),
        step.path("tool").asString(""),
        step.path("arguments"),
        step.path("result").asString(""));
  }

  private void showChunk(JsonNode chunk) {
    JsonNode choice = chunk.path("choices").path(0);
    out.print(choice.path("delta").path("content").asString(""));
    out.flush();
    if (choice.path("finish_reason").asString("").equals("content_filter")) {
      notes.println();
      notes.println("hearth: the rest of the answer was refused by policy");
    }
    for (JsonNode approval : chunk.path("hearth").path("approvals")) {
      notes.printf(
          "hearth: %s wants to call %s with %s; decide by POST /v1/approvals/%s%n",
          approval.path("plugin").asString(""),
          approval.path("tool").asString(""),
          approval.path("arguments"),
          approval.path("id").asString(""));
    }
  }

  private int failed(JsonNode answer) {
    notes.println("hearth: " + answer.path("error").path("message").asString(answer.toString()));
    return 1;
  }

  private ObjectNode body(Question question) {
    ObjectNode body = json.createObjectNode();
    body.put("stream", true);
    if (!question.model().isEmpty()) {
      body.put("model", question.model());
    }
    ObjectNode message = body.putArray("messages").addObject();
    message.put("role", "user");
    message.put("content", question.text());
    switch (question.plugins()) {
      case "auto" -> body.put("plugins", "auto");
      case "none" -> {}
      default -> {
        ArrayNode names = body.putArray("plugins");
        for (String name : question.plugins().split(",")) {
          names.add(name.strip());
        }
      }
    }
    return body;
  }

  private static String url(Map<String, String> environment) {
    String url = environment.get("HEARTH_URL");
    return url == null || url.isBlank()
        ? "http://localhost:" + Settings.from(environment).port()
        : url.replaceAll("/+$", "");
  }

  private static String key(Map<String, String> environment) throws IOException {
    String key = environment.get("HEARTH_KEY");
    if (key != null && !key.isBlank()) {
      return key;
    }
    Path file = Settings.from(environment).home().resolve("cli-key");
    if (!Files.exists(file)) {
      throw new StartFailure("there is no " + file + "; ./hearth up writes it");
    }
    return Files.readString(file).strip();
  }

  /**
   * A call of the command.
   *
   * @param text the question
   * @param model the model's id, or empty for the default
   * @param plugins {@code auto}, {@code none}, or names joined by commas
   */
  private record Question(String text, String model, String plugins, boolean quiet, boolean help) {

    static Question parse(List<String> args) {
      String model = "";
      String plugins = "auto";
      boolean quiet = false;
      List<String> words = new ArrayList<>();
      for (int i = 0; i < args.size(); i++) {
        String arg = args.get(i);
        switch (arg) {
          case "-h", "--help" -> {
            return new Question("", "", "", false, true);
          }
          case "--quiet" -> quiet = true;
          case "--model" -> model = valueOf(args, ++i, arg);
          case "--plugins" -> plugins = valueOf(args, ++i, arg);
          default -> {
            if (arg.startsWith("--")) {
              throw new IllegalArgumentException("there is no option " + arg);
            }
            words.add(arg);
          }
        }
      }
      if (words.isEmpty()) {
        throw new IllegalArgumentException("there is no question");
      }
      return new Question(String.join(" ", words), model, plugins, quiet, false);
    }

    private static String valueOf(List<String> args, int index, String option) {
      if (index >= args.size()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      return args.get(index);
    }
  }
}
