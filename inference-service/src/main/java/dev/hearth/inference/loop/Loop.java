package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import java.util.List;
import java.util.function.Consumer;

/** Completes a conversation, with tools where there are any. Thread-safe. */
public final class Loop {

  private final PluginApi plugins;
  private final Similarity similarity;
  private final LoopProperties properties;

  /** A loop that calls plugins through this client. */
  public Loop(PluginApi plugins, Similarity similarity, LoopProperties properties) {
    this.plugins = plugins;
    this.similarity = similarity;
    this.properties = properties;
  }

  /**
   * Runs to the end.
   *
   * @param events hears what happens, on this thread; the last event is Finished
   * @throws EngineException if the engine fails, or the run was cancelled
   * @throws dev.hearth.base.ServiceException if the plugin-registry cannot be had
   */
  public void run(LoopRequest request, Consumer<CompletionEvent> events, Cancellation cancellation)
      throws EngineException {
    Run run = new Run(request, events, cancellation, properties);
    CompletionRequest completion = request.completion();
    PluginCalls calls = new PluginCalls(run, plugins, properties.maxObservation());
    if (completion.tools().isEmpty()
        && completion.pluginTools().isEmpty()
        && completion.decided().isEmpty()) {
      Generated generated =
          run.answer(
              completion.messages(), List.of(), completion.sampling(), completion.responseFormat());
      run.finish(generated.reason());
      return;
    }
    switch (mode(request)) {
      case NATIVE -> new NativeLoop(run, calls).run();
      case FREE -> new FreeLoop(run, calls).run();
      case AUTO, CONSTRAINED -> new ConstrainedLoop(run, calls, similarity, properties).run();
    }
  }

  private LoopMode mode(LoopRequest request) {
    LoopMode mode = properties.modeOf(request.model().id());
    if (isForced(request.completion().toolChoice())) {
      return LoopMode.CONSTRAINED;
    }
    return mode == LoopMode.AUTO && request.model().nativeTools() ? LoopMode.NATIVE : mode;
  }

  /** No engine is sure to call a tool because it must; a schema is. */
  private static boolean isForced(ToolChoice choice) {
    return switch (choice.mode()) {
      case REQUIRED, NAMED -> true;
      case AUTO, NONE -> false;
    };
  }
}
