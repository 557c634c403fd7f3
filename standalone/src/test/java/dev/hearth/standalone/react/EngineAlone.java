package dev.hearth.standalone.react;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The engine without the platform: llama.cpp in a process of its own, set up as the embedded engine
 * sets it up. Reads requests from its standard input, one a line, and writes for each when which
 * text came, in microseconds after the request.
 */
final class EngineAlone {

  private static final int BATCH = 512;

  private EngineAlone() {}

  /** Arguments: model file, tokens of context, slots, threads. */
  public static void main(String[] args) throws IOException {
    int slots = Integer.parseInt(args[2]);
    int threads = Integer.parseInt(args[3]);
    LlamaModel model =
        new LlamaModel(
            new ModelParameters()
                .setModel(args[0])
                .setCtxSize(Integer.parseInt(args[1]) * slots)
                .setParallel(slots)
                .enableContBatching()
                .disableContextShift()
                .setBatchSize(BATCH)
                .setUbatchSize(BATCH)
                .setThreads(threads)
                .setThreadsBatch(threads)
                .enableJinja()
                .disableLog());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode request = JsonMapper.shared().readTree(line);
      long start = System.nanoTime();
      String prompt = model.applyTemplate(request.path("template").toString());
      InferenceParameters parameters =
          new InferenceParameters(prompt)
              .setNPredict(request.path("tokens").asInt())
              .setTemperature(0)
              .setCachePrompt(true);
      ObjectNode answer = JsonMapper.shared().createObjectNode();
      ArrayNode times = answer.putArray("micros");
      ArrayNode texts = answer.putArray("texts");
      for (LlamaOutput output : model.generate(parameters)) {
        if (!output.text.isEmpty()) {
          times.add((System.nanoTime() - start) / 1000);
          texts.add(output.text);
        }
      }
      System.out.println(answer);
    }
    // Its close leaks and may end the process noisily.
    Runtime.getRuntime().halt(0);
  }
}
