package dev.hearth.inference.embedded;

import dev.hearth.contracts.inference.ModelInfo;

/** Where the engine stands. */
sealed interface ModelState {

  /** The model is looked for or fetched. */
  record Preparing(String what) implements ModelState {}

  /** There is no model, and will not be without somebody's doing. */
  record Missing(String hint) implements ModelState {}

  /** Requests are welcome. */
  record Ready(ModelInfo model, EngineChild child, ChatTurns turns, boolean chatTemplate)
      implements ModelState {}

  /** The child process loads the model, for the first time or after it ended. */
  record Loading(ModelInfo model) implements ModelState {}

  /** The service is ending. */
  record Closed() implements ModelState {}
}
