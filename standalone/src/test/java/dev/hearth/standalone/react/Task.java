package dev.hearth.standalone.react;

import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.plugins.PluginTool;
import java.util.List;
import java.util.function.Function;

/**
 * One row of a set.
 *
 * @param id unique in its set
 * @param question what the user says
 * @param tools the caller's tools
 * @param plugins tools that the loop calls itself
 * @param maxTokens of each text that the model writes
 * @param checker says whether an answer is right
 */
record Task(
    String id,
    String question,
    List<Tool> tools,
    List<PluginTool> plugins,
    int maxTokens,
    Function<Answer, Verdict> checker) {}
