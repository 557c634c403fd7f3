package dev.hearth.standalone.react;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of the benchmark.
 *
 * @param data folder of the sets
 * @param out folder of the results
 * @param model a GGUF file, or the id of a model at the address
 * @param url an OpenAI-compatible server, or null
 * @param ollama an Ollama server, or null
 * @param mode of the loop
 * @param sets which to run
 * @param rows of each
 * @param seed draws them
 * @param others run the rows that the seed does not draw, to tune on
 * @param tokens of each text that is written; 0 means what the set wants
 * @param threads of the embedded engine
 * @param properties more of the platform's
 */
record Options(
    Path data,
    Path out,
    String model,
    @Nullable String url,
    @Nullable String ollama,
    String mode,
    List<String> sets,
    int rows,
    long seed,
    boolean others,
    int tokens,
    int threads,
    Map<String, String> properties) {

  static final String USAGE =
      """
      bench/react/run --data FOLDER --model FILE|ID [options]

        --model    a GGUF file for the embedded engine; with --url or --ollama a model's id there
        --url      an OpenAI-compatible server
        --ollama   an Ollama server
        --mode     native, constrained (the default) or free
        --sets     a,b,c: %s (the default: all)
        --rows     rows of each set, drawn by the seed (100)
        --all      all rows
        --seed     2026 by default
        --others   the rows that the seed does not draw: to tune on
        --tokens   of each text that is written (as the set wants)
        --threads  of the embedded engine (1: the same answers each time)
        --out      folder of the results, one line a row; what is there is not run again
        --set      NAME=VALUE, a property of the platform; may be repeated
      """
          .formatted(String.join(", ", Sets.ALL));

  static Options parse(List<String> args) {
    Map<String, String> values = new HashMap<>();
    Map<String, String> properties = new HashMap<>();
    List<String> flags = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      switch (arg) {
        case "--all", "--others" -> flags.add(arg);
        case "--data",
            "--out",
            "--model",
            "--url",
            "--ollama",
            "--mode",
            "--sets",
            "--rows",
            "--seed",
            "--threads",
            "--tokens",
            "--set" -> {
          if (i + 1 == args.size()) {
            throw new IllegalArgumentException(arg + " needs a value");
          }
          String value = args.get(++i);
          if (arg.equals("--set")) {
            String[] pair = value.split("=", 2);
            if (pair.length < 2) {
              throw new IllegalArgumentException("--set needs NAME=VALUE");
            }
            properties.put(pair[0], pair[1]);
          } else {
            values.put(arg, value);
          }
        }
        default -> throw new IllegalArgumentException("there is no option " + arg);
      }
    }
    if (!values.containsKey("--data") || !values.containsKey("--model")) {
      throw new IllegalArgumentException("--data and --model are needed");
    }
    return new Options(
        Path.of(values.getOrDefault("--data", "")),
        Path.of(values.getOrDefault("--out", "target/react")),
        values.getOrDefault("--model", ""),
        values.get("--url"),
        values.get("--ollama"),
        values.getOrDefault("--mode", "constrained"),
        List.of(values.getOrDefault("--sets", String.join(",", Sets.ALL)).split(",")),
        flags.contains("--all")
            ? Integer.MAX_VALUE
            : Integer.parseInt(values.getOrDefault("--rows", "100")),
        Long.parseLong(values.getOrDefault("--seed", "2026")),
        flags.contains("--others"),
        Integer.parseInt(values.getOrDefault("--tokens", "0")),
        Integer.parseInt(values.getOrDefault("--threads", "1")),
        Map.copyOf(properties));
  }
}
