package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.inference.schema.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Asks a model for a tool's arguments. The examples are of tools that nobody has; they come first,
 * so that the engine evaluates them once.
 */
final class ArgumentPrompt {

  private static final List<Message> EXAMPLES =
      List.of(
          Message.of(
              Role.SYSTEM,
              "You call tools. Fill in the arguments of the tool from the user's words."),
          Message.of(
              Role.USER,
              "Tool weather: Tells the weather.\n  city (string): the name of a city\n"
                  + "Question: Is it going to rain in New York today?"),
          Message.of(Role.ASSISTANT, "{\"city\": \"New York\"}"),
          Message.of(
              Role.USER,
              "Tool define: Looks a term up.\n  term (string): a term such as photosynthesis\n"
                  + "Question: Please explain to me what black holes are."),
          Message.of(Role.ASSISTANT, "{\"term\": \"black holes\"}"),
          Message.of(
              Role.USER,
              "Tool route: Finds the way.\n  path (string): from where to where, such as Rome to"
                  + " Paris\nQuestion: How long does it take from Berlin to Munich by train?"),
          Message.of(Role.ASSISTANT, "{\"path\": \"Berlin to Munich\"}"));

  private ArgumentPrompt() {}

  static List<Message> of(Callable tool, JsonNode asked, String question) {
    StringBuilder text = new StringBuilder("Tool ");
    text.append(tool.name()).append(": ").append(firstSentence(tool.description()));
    for (Map.Entry<String, JsonNode> property : asked.path("properties").properties()) {
      JsonNode schema = tool.parameters().path("properties").path(property.getKey());
      text.append("\n  ").append(property.getKey());
      text.append(" (").append(Schemas.type(schema)).append(")");
      String description = schema.path("description").asString("");
      if (!description.isBlank()) {
        text.append(": ").append(description);
      }
    }
    text.append("\nQuestion: ").append(question);
    List<Message> messages = new ArrayList<>(EXAMPLES);
    messages.add(Message.of(Role.USER, text.toString()));
    return messages;
  }

  private static String firstSentence(String description) {
    return description.strip().split("(?<=[.!?])\\s", 2)[0];
  }
}
