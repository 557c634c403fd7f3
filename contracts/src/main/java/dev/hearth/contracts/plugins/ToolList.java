package dev.hearth.contracts.plugins;

import java.util.List;

/**
 * Tools that a team may use.
 *
 * @param tools best fit first
 */
public record ToolList(List<PluginTool> tools) {

  /** Copies the tools. */
  public ToolList {
    tools = List.copyOf(tools);
  }
}
