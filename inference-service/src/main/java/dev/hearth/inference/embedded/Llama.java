package dev.hearth.inference.embedded;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The native model. Thread-safe; as many calls at once as it has slots. */
final class Llama {

  /**
   * A long prompt is evaluated in pieces of about so many tokens, and cancelled between two of
   * them: the library cannot be stopped within one call.
   */
  private static final int PIECE = 96;

  /** A busy machine gets smaller pieces, so that they take about this long. */
  private static final double PIECE_SECONDS = 0.4;

  private static final int SMALLEST_PIECE = 24;

  private static final String USER = "User:\n";
  private static final String ASSISTANT = "Assistant:\n";

  private final LlamaModel model;
  private final int contextLength;
  private final SlotCaches caches;

  Llama(LlamaModel model, int contextLength, int slots) {
    this.model = model;
    this.contextLength = contextLength;
    this.caches = new SlotCaches(slots);
  }

  void generate(EngineRequest request, Consumer<EngineReply> replies, BooleanSupplier cancelled)
      throws InterruptedException {
    String prompt =
        request.chatTemplate() ? templated(request.turns()) : transcript(request.turns());
    int[] tokens = model.encode(prompt);
    int room = contextLength - tokens.length - 1;
    if (room < 1) {
      replies.accept(new EngineReply.TooLong(tokens.length, contextLength));
      return;
    }
    int most = request.maxTokens() == 0 ? room : Math.min(room, request.maxTokens());
    boolean reuses = !isRepeatable(request);
    SlotCaches.Lease lease = caches.take(prompt, tokens);
    String evaluated = null;
    try {
      replies.accept(new EngineReply.Accepted(tokens.length, reuses ? lease.reusedTokens() : 0));
      if (!reuses || evaluate(lease, prompt, tokens.length, cancelled)) {
        EngineReply.Ended ended = stream(lease, request, prompt, most, replies, cancelled);
        evaluated = prompt;
        replies.accept(ended);
      } else {
        replies.accept(new EngineReply.Ended(false, 0));
      }
    } catch (UncheckedIOException hungUp) {
      throw hungUp;
    } catch (RuntimeException failure) {
      // The library's own exception is not public.
      replies.accept(new EngineReply.Refused(String.valueOf(failure.getMessage())));
    } finally {
      caches.give(lease, evaluated, tokens);
    }
  }

  /**
   * Whether the caller wants the same answer again. What was evaluated in other batches differs in
   * its last bits, and a lively temperature makes other words of that; so nothing is reused then.
   */
  private static boolean isRepeatable(EngineRequest request) {
    return request.seed() != null && request.temperature() > 0;
  }

  private EngineReply.Ended stream(
      SlotCaches.Lease lease,
      EngineRequest request,
      String prompt,
      int most,
      Consumer<EngineReply> replies,
      BooleanSupplier cancelled) {
    LlamaIterator outputs =
        model.generate(SlotCaches.to(lease, parameters(request, prompt, most))).iterator();
    StringBuilder text = new StringBuilder();
    int steps = 0;
    try {
      while (outputs.hasNext() && !cancelled.getAsBoolean()) {
        LlamaOutput output = outputs.next();
        steps++;
        if (!output.text.isEmpty()) {
          text.append(output.text);
          replies.accept(new EngineReply.Text(output.text));
        }
      }
    } finally {
      if (outputs.hasNext()) {
        // Otherwise the slot would work on, and its unread results keep the native queue spinning.
        outputs.cancel();
      }
    }
    // The last output only closes. One that was held back for an incomplete character or a
    // possible stop text has no step of its own, so the text is counted too.
    int tokens = text.isEmpty() ? 0 : model.encode(text.toString()).length;
    int generated = Math.min(most, Math.max(steps - 1, tokens));
    return new EngineReply.Ended(generated >= most, generated);
  }

  /**
   * Reads a long prompt into a slot's cache.
   *
   * @return false if it was cancelled
   */
  private boolean evaluate(
      SlotCaches.Lease lease, String prompt, int promptTokens, BooleanSupplier cancelled) {
    double perToken = (double) prompt.length() / promptTokens;
    int from = lease.reusedCharacters();
    int tokens = PIECE;
    while (!cancelled.getAsBoolean()) {
      List<Integer> cuts = cuts(prompt, from, Math.max(1, (int) (perToken * tokens)));
      if (cuts.isEmpty()) {
        return true;
      }
      long start = System.nanoTime();
      from = cuts.getFirst();
      InferenceParameters piece =
          new InferenceParameters(prompt.substring(0, from))
              .setNPredict(1)
              .setTemperature(0)
              .setCachePrompt(true);
      for (LlamaOutput _ : model.generate(SlotCaches.to(lease, piece))) {
        // Only the cache matters.
      }
      double took = (System.nanoTime() - start) / 1e9;
      tokens = (int) Math.clamp(tokens * PIECE_SECONDS / took, SMALLEST_PIECE, PIECE);
    }
    return false;
  }

  /** Where a prompt is cut: at white space, so that its tokens stay the same. */
  static List<Integer> cuts(String prompt, int from, int characters) {
    List<Integer> cuts = new ArrayList<>();
    int end = from + characters;
    while (end < prompt.length() - characters) {
      int space = end;
      while (space < prompt.length() && !Character.isWhitespace(prompt.charAt(space))) {
        space++;
      }
      if (space >= prompt.length() || space > end + characters) {
        break;
      }
      cuts.add(space);
      end = space + characters;
    }
    return cuts;
  }

  private String templated(List<EngineRequest.Turn> turns) {
    ObjectNode request = JsonMapper.shared().createObjectNode();
    ArrayNode messages = request.putArray("messages");
    for (EngineRequest.Turn turn : turns) {
      messages.addObject().put("role", turn.role()).put("content", turn.content());
    }
    return model.applyTemplate(request.toString());
  }

  /** For a model that knows no turns: a text that it can only continue by the next one. */
  static String transcript(List<EngineRequest.Turn> turns) {
    StringBuilder text = new StringBuilder();
    for (EngineRequest.Turn turn : turns) {
      text.append(
          switch (turn.role()) {
            case "system" -> "";
            case "assistant" -> ASSISTANT;
            default -> USER;
          });
      text.append(turn.content()).append("\n\n");
    }
    return text.append(ASSISTANT).toString();
  }

  private static InferenceParameters parameters(EngineRequest request, String prompt, int most) {
    InferenceParameters parameters =
        new InferenceParameters(prompt)
            .setNPredict(most)
            .setTemperature((float) request.temperature())
            .setTopP((float) request.topP())
            .setFrequencyPenalty((float) request.frequencyPenalty())
            .setPresencePenalty((float) request.presencePenalty())
            .setCachePrompt(!isRepeatable(request));
    @Nullable Integer seed = request.seed();
    if (seed != null) {
      parameters.setSeed(seed);
    }
    List<String> stop = new ArrayList<>(request.stop());
    if (!request.chatTemplate()) {
      stop.add("\n" + USER.strip());
    }
    if (!stop.isEmpty()) {
      parameters.setStopStrings(stop.toArray(String[]::new));
    }
    String grammar = request.grammar();
    if (grammar != null) {
      parameters.setGrammar(grammar);
    }
    return parameters;
  }
}
