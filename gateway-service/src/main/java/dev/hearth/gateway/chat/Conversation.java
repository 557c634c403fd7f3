package dev.hearth.gateway.chat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Names a conversation by its content: the same request of the same team has the same name. */
final class Conversation {

  private Conversation() {}

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
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
