package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.contracts.plugins.ToolQuery;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.identity.Grants;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the tools of the plugins that a request asks for. Thread-safe. */
@Component
final class PluginTools {

  private static final int MOST_NAMED = 64;
  private static final int LONGEST_QUESTION = 2000;

  private final PluginApi registry;
  private final ChatProperties properties;

  PluginTools(PluginApi registry, ChatProperties properties) {
    this.registry = registry;
    this.properties = properties;
  }

  /**
   * The tools, best fit first.
   *
   * @throws ServiceException 404 {@code plugin_not_found} if the team has no plugin of a name, 403
   *     {@code plugin_not_allowed} if the caller may not use it
   */
  List<PluginTool> find(Exchange exchange, ChatRequest request) {
    return switch (request.plugins()) {
      case ChatRequest.Plugins.None none -> List.of();
      case ChatRequest.Plugins.Auto auto -> {
        Set<String> taken = names(request.tools());
        Grants grants = exchange.identity().grants();
        // Of a key that may use some plugins only, the best fit may be another one's tool.
        int most = grants.plugins() == null ? properties.automaticTools() : MOST_NAMED;
        yield search(exchange, new ToolQuery(null, question(request), most)).stream()
            .filter(tool -> !taken.contains(tool.tool()) && grants.plugin(tool.plugin()))
            .limit(properties.automaticTools())
            .toList();
      }
      case ChatRequest.Plugins.Named named -> {
        named.names().forEach(exchange.identity()::requirePlugin);
        List<PluginTool> found =
            search(exchange, new ToolQuery(named.names(), question(request), MOST_NAMED));
        Set<String> taken = names(request.tools());
        for (PluginTool tool : found) {
          if (taken.contains(tool.tool())) {
            throw ServiceException.badRequest(
                "tools",
                "Invalid value for 'tools': '"
                    + tool.tool()
                    + "' is also a tool of plugin '"
                    + tool.plugin()
                    + "'.");
          }
        }
        yield found;
      }
    };
  }

  /** What the caller decided of the calls that this conversation asked for. */
  List<Approval> decided(Exchange exchange, List<PluginTool> tools, String conversation) {
    if (tools.stream().noneMatch(PluginTool::consequential)) {
      return List.of();
    }
    return registry.approvals(exchange.hop(), conversation).approvals().stream()
        .filter(
            approval ->
                approval.state() == Approval.State.APPROVED
                    || approval.state() == Approval.State.REFUSED)
        .toList();
  }

  private List<PluginTool> search(Exchange exchange, ToolQuery query) {
    try {
      return registry.search(exchange.hop(), query).tools();
    } catch (ServiceException failure) {
      if (failure.status() == HttpStatus.NOT_FOUND) {
        throw new ServiceException(
            failure.status(), failure.code(), failure.message(), "plugins", null, failure);
      }
      throw failure;
    }
  }

  private static Set<String> names(List<Tool> tools) {
    return tools.stream().map(Tool::name).collect(Collectors.toSet());
  }

  private static String question(ChatRequest request) {
    String question = "";
    for (Message message : request.messages()) {
      if (message.role() == Role.USER) {
        question = message.content();
      }
    }
    return question.length() > LONGEST_QUESTION
        ? question.substring(question.length() - LONGEST_QUESTION)
        : question;
  }
}
