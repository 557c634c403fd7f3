package dev.hearth.gateway.chat;

import dev.hearth.contracts.inference.Message;
import dev.hearth.gateway.exchange.Exchange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Names a conversation by its content: the same request of the same team has the same name. */
final class Conversation {

  private Conversation() {}

  /**
   * Names a request within its conversation: the conversation, a dot, and this request's own hash.
   * The conversation is what the header {@code x-hearth-conversation} says, or else how it began:
   * its messages up to the first question. It is the caller's key's own in either case.
   */
  static String name(JsonMapper mapper, Exchange exchange, ChatRequest request) {
    String key = exchange.identity().keyId().toString();
    String said = exchange.conversation();
    List<Object> begun = new ArrayList<>(List.of(key, said == null ? "" : said));
    if (said == null) {
      for (Message message : request.messages()) {
        begun.add(message);
        if (message.role() == Message.Role.USER) {
          break;
        }
      }
    }
    return sha256(mapper.writeValueAsBytes(begun))
        + "."
        + hash(mapper, exchange.identity().team(), request);
  }

  /** SHA-256, in hexadecimal digits, over team, model, messages and plugins. */
  static String hash(JsonMapper mapper, String team, ChatRequest request) {
    List<String> plugins =
        switch (request.plugins()) {
          case ChatRequest.Plugins.None none -> List.of();
          case ChatRequest.Plugins.Auto auto -> List.of("*");
          case ChatRequest.Plugins.Named named -> named.names();
        };
    String model = request.model();
    // A JSON array tells its elements apart, whatever is in them.
    byte[] content =
        mapper.writeValueAsBytes(
            List.of(team, model == null ? List.of() : model, request.messages(), plugins));
    return sha256(content);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
