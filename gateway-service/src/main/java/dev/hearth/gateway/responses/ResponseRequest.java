package dev.hearth.gateway.responses;

import dev.hearth.gateway.chat.ChatRequest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A valid request for a response.
 *
 * @param chat what the model is asked, with the conversation that is continued
 * @param instructed whether the first message holds the instructions, which are not kept
 * @param store whether the response is kept
 * @param echo the fields of the request as the response tells them again
 * @param input the input items, each with its id
 */
record ResponseRequest(
    ChatRequest chat, boolean instructed, boolean store, ObjectNode echo, ArrayNode input) {}
