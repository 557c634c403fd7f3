package dev.hearth.gateway.responses;

import dev.hearth.contracts.inference.Message;
import dev.hearth.gateway.chat.ChatRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A valid request for a response.
 *
 * @param chat what the model is asked, with the conversation that is continued
 * @param instructed whether the first message holds the instructions, which are not kept
 * @param store whether the response is kept
 * @param echo the fields of the request as the response tells them again
 * @param input the input items
 */
record ResponseRequest(
    ChatRequest chat, boolean instructed, boolean store, ObjectNode echo, InputItems input) {

  /** The same request as a model may read it: nothing else of it is told again or kept. */
  ResponseRequest as(ChatRequest screened) {
    ObjectNode told = echo.deepCopy();
    if (instructed) {
      told.put("instructions", screened.messages().getFirst().content());
    }
    for (int i = 0; i < screened.tools().size(); i++) {
      ObjectNode tool = (ObjectNode) told.path("tools").get(i);
      if (!tool.get("description").isNull()) {
        tool.put("description", screened.tools().get(i).description());
      }
      if (!tool.get("parameters").isNull()) {
        tool.set("parameters", screened.tools().get(i).parameters());
      }
    }
    told.setAll(screened.notes());
    JsonNode schema = screened.responseFormat().schema();
    if (schema != null) {
      ((ObjectNode) told.at("/text/format")).set("schema", schema);
    }
    return new ResponseRequest(screened, instructed, store, told, input);
  }

  /** The input items as they can be listed, each with its id. */
  ArrayNode items() {
    List<Message> all = chat.messages();
    return input.listed(all.subList(all.size() - input.messages().size(), all.size()));
  }
}
