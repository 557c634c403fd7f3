package dev.hearth.inference.completion;

import dev.hearth.base.CarriedContext;
import dev.hearth.base.Mailbox;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.EmbeddingRequest;
import dev.hearth.contracts.inference.EmbeddingResponse;
import dev.hearth.contracts.inference.EngineStates;
import dev.hearth.contracts.inference.ModelList;
import dev.hearth.inference.InferenceProperties;
import dev.hearth.inference.engine.Cancellation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server side of {@link dev.hearth.contracts.inference.InferenceApi}. A completion is made by a
 * thread of its own; the one that its request came on writes what happens, and finds out by that
 * whether the caller is still there.
 */
@RestController
class InferenceController {

  private static final Logger log = LoggerFactory.getLogger(InferenceController.class);

  private static final int BUFFER = 8 << 10;

  private final Catalogue catalogue;
  private final Completions completions;
  private final Embeddings embeddings;
  private final EngineReport report;
  private final ObjectWriter writer;
  private final Duration heartbeat;

  InferenceController(
      Catalogue catalogue,
      Completions completions,
      Embeddings embeddings,
      EngineReport report,
      JsonMapper json,
      InferenceProperties properties) {
    this.catalogue = catalogue;
    this.completions = completions;
    this.embeddings = embeddings;
    this.report = report;
    writer = json.writerFor(CompletionEvent.class);
    this.heartbeat = properties.heartbeat();
  }

  @GetMapping("/models")
  ModelList models() {
    return catalogue.list();
  }

  @GetMapping("/engines")
  EngineStates engines() {
    return report.now();
  }

  @PostMapping("/embeddings")
  EmbeddingResponse embed(Hop hop, Caller caller, @RequestBody EmbeddingRequest request) {
    return embeddings.embed(hop, caller.team(), request);
  }

  @PostMapping("/completions")
  void complete(
      Hop hop,
      Caller caller,
      @RequestBody CompletionRequest request,
      HttpServletResponse response) {
    response.setContentType("application/x-ndjson");
    try (EventLines lines = begin(hop, caller, request)) {
      OutputStream out = response.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
        out.write(buffer, 0, read);
        if (lines.available() == 0) {
          // One flush for all that is there.
          out.flush();
        }
      }
    } catch (IOException hungUp) {
      log.debug("the caller hung up", hungUp);
    }
  }

  /** Begins a completion; closing what it answers cancels it. */
  EventLines begin(Hop hop, Caller caller, CompletionRequest request) {
    Mailbox<CompletionEvent> events = new Mailbox<>();
    Cancellation cancellation = new Cancellation();
    Thread.ofVirtual()
        .name("completion")
        .start(
            CarriedContext.with(
                () -> completions.run(hop, caller.team(), request, events::add, cancellation)));
    return new EventLines(events, cancellation, hop, writer, heartbeat);
  }
}
