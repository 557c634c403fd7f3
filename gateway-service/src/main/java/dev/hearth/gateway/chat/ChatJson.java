package dev.hearth.gateway.chat;

import dev.hearth.contracts.inference.CompletionEvent.Usage;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON of one completion, of which all parts carry the same id, time and model.
 *
 * @param mapper makes the nodes
 * @param id of the completion
 * @param created Unix seconds
 * @param model the id of the model that answers
 */
record ChatJson(JsonMapper mapper, String id, long created, String model) {

  ObjectNode completion(ObjectNode message, String reason, Usage usage) {
    ObjectNode completion = head("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject();
    choice.put("index", 0);
    choice.set("message", message);
    choice.putNull("logprobs");
    choice.put("finish_reason", reason);
    completion.set("usage", usage(usage));
    return completion;
  }

  ObjectNode chunk() {
    ObjectNode chunk = head("chat.completion.chunk");
    chunk.putArray("choices");
    return chunk;
  }

  ObjectNode usage(Usage usage) {
    ObjectNode node = mapper.createObjectNode();
    node.put("prompt_tokens", usage.promptTokens());
    node.put("completion_tokens", usage.completionTokens());
    node.put("total_tokens", usage.promptTokens() + usage.completionTokens());
    node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
    return node;
  }

  ObjectNode toolCall(Answer.ToolCall call, boolean indexed) {
    ObjectNode node = mapper.createObjectNode();
    if (indexed) {
      node.put("index", call.index());
    }
    node.put("id", call.id());
    node.put("type", "function");
    ObjectNode function = node.putObject("function");
    function.put("name", call.name());
    function.put("arguments", call.arguments());
    return node;
  }

  ObjectNode step(Answer.Step step) {
    return mapper.valueToTree(step);
  }

  ArrayNode approvals(Iterable<Answer.Approval> approvals) {
    ArrayNode nodes = mapper.createArrayNode();
    approvals.forEach(approval -> nodes.add(mapper.<ObjectNode>valueToTree(approval)));
    return nodes;
  }

  private ObjectNode head(String object) {
    ObjectNode node = mapper.createObjectNode();
    node.put("id", id);
    node.put("object", object);
    node.put("created", created);
    node.put("model", model);
    return node;
  }
}
