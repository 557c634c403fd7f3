package dev.hearth.contracts.plugins;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the tools that the caller's team may use for a question.
 *
 * @param plugins names of the wanted plugins; null means all that the team has enabled
 * @param question what the tools are needed for; they come back best fit first. Blank: for nothing
 *     in particular; they come back as they were registered
 * @param limit how many tools at most
 */
public record ToolQuery(@Nullable List<String> plugins, String question, int limit) {}
