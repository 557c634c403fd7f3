package dev.hearth.inference.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a model file says of itself, by the GGUF specification (versions 2 and 3).
 *
 * @param contextLength tokens that the model was trained for; 0 if the file does not say
 * @param controlTokens the texts that the tokenizer reads as control tokens: in a message they
 *     would forge turns of the conversation
 * @param addsBeginning whether the tokenizer puts a token before every prompt
 * @param chatTemplate whether it says how turns are written; a model that was only pre-trained does
 *     not
 */
record Gguf(
    int contextLength, List<String> controlTokens, boolean addsBeginning, boolean chatTemplate) {

  private static final int MAGIC = 0x46554747;
  private static final int CONTROL = 3;
  private static final long MAX_ELEMENTS = 10_000_000;
  private static final int MAX_STRING = 16 << 20;

  /**
   * Reads the file's head.
   *
   * @throws IOException if it is not such a file, or cut off
   */
  static Gguf read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      return new Reader(in).read();
    } catch (EOFException cutOff) {
      throw new IOException(file + " is cut off", cutOff);
    } catch (MalformedException malformed) {
      throw new IOException(file + " is not a GGUF file: " + malformed.getMessage(), malformed);
    }
  }

  private static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  private static final class Reader {

    private final DataInputStream in;
    private int contextLength;
    private boolean addsBeginning;
    private boolean chatTemplate;
    private List<Object> tokens = List.of();
    private List<Object> types = List.of();

    Reader(DataInputStream in) {
      this.in = in;
    }

    Gguf read() throws IOException {
      if (int32() != MAGIC) {
        throw new MalformedException("it does not begin with GGUF");
      }
      int version = int32();
      if (version != 2 && version != 3) {
        throw new MalformedException("its version is " + version);
      }
      int64();
      long entries = count();
      for (long i = 0; i < entries; i++) {
        entry(string(), int32());
      }
      List<String> control = new ArrayList<>();
      for (int i = 0; i < Math.min(tokens.size(), types.size()); i++) {
        if (types.get(i).equals((long) CONTROL) && tokens.get(i) instanceof String text) {
          control.add(text);
        }
      }
      return new Gguf(contextLength, List.copyOf(control), addsBeginning, chatTemplate);
    }

    private void entry(String key, int type) throws IOException {
      boolean tokenizer = key.startsWith("tokenizer.ggml.");
      Object value = value(type, tokenizer);
      if (key.endsWith(".context_length") && value instanceof Long length) {
        contextLength = Math.clamp(length, 0, Integer.MAX_VALUE);
      } else if (key.equals("tokenizer.ggml.add_bos_token") && value instanceof Boolean adds) {
        addsBeginning = adds;
      } else if (key.equals("tokenizer.chat_template")) {
        chatTemplate = true;
      } else if (key.equals("tokenizer.ggml.tokens") && value instanceof List<?> list) {
        tokens = List.copyOf(list);
      } else if (key.equals("tokenizer.ggml.token_type") && value instanceof List<?> list) {
        types = List.copyOf(list);
      }
    }

    private Object value(int type, boolean keep) throws IOException {
      return switch (type) {
        case 0, 1 -> (long) in.readByte();
        case 2, 3 -> (long) Short.reverseBytes(in.readShort());
        case 4, 5 -> (long) int32();
        case 6 -> Float.intBitsToFloat(int32());
        case 7 -> in.readByte() != 0;
        case 8 -> string();
        case 9 -> array(keep);
        case 10, 11 -> int64();
        case 12 -> Double.longBitsToDouble(int64());
        default -> throw new MalformedException("it has a value of type " + type);
      };
    }

    private List<Object> array(boolean keep) throws IOException {
      int type = int32();
      long count = count();
      List<Object> values = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        Object value = value(type, keep);
        if (keep) {
          values.add(value);
        }
      }
      return values;
    }

    private String string() throws IOException {
      long length = int64();
      if (length < 0 || length > MAX_STRING) {
        throw new MalformedException(String.format(Locale.ROOT, "a text of %d bytes", length));
      }
      return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    }

    private long count() throws IOException {
      long count = int64();
      if (count < 0 || count > MAX_ELEMENTS) {
        throw new MalformedException(String.format(Locale.ROOT, "%d elements", count));
      }
      return count;
    }

    private int int32() throws IOException {
      return Integer.reverseBytes(in.readInt());
    }

    private long int64() throws IOException {
      return Long.reverseBytes(in.readLong());
    }
  }
}
