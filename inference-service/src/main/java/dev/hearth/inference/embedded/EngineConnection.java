package dev.hearth.inference.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** One request to the child process. */
final class EngineConnection implements Runnable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final SocketChannel channel;
  private final String token;
  private final Llama llama;

  EngineConnection(SocketChannel channel, String token, Llama llama) {
    this.channel = channel;
    this.token = token;
    this.llama = llama;
  }

  @Override
  public void run() {
    try (channel) {
      BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      EngineRequest request = JSON.readValue(line, EngineRequest.class);
      if (!MessageDigest.isEqual(bytes(request.token()), bytes(token))) {
        send(new EngineReply.Refused("wrong token"));
        return;
      }
      AtomicBoolean cancelled = new AtomicBoolean();
      Thread.ofVirtual().start(() -> cancelAtEnd(in, cancelled));
      llama.generate(request, this::send, cancelled::get);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    } catch (JacksonException malformed) {
      System.err.println("a request could not be read: " + malformed.getOriginalMessage());
    } catch (IOException | UncheckedIOException gone) {
      System.err.println("a connection broke: " + gone.getMessage());
    }
  }

  private static void cancelAtEnd(BufferedReader in, AtomicBoolean cancelled) {
    try {
      while (in.readLine() != null) {
        // Nothing is expected after the request.
      }
    } catch (IOException closed) {
      // Closed from this side at the end, or by the parent: either way nobody waits.
      cancelled.set(true);
    }
    cancelled.set(true);
  }

  private void send(EngineReply reply) {
    ByteBuffer line = ByteBuffer.wrap(bytes(JSON.writeValueAsString(reply) + "\n"));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
