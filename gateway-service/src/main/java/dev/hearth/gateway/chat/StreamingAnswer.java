package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import java.io.IOException;

/** An answer of which the caller reads the parts as they come. */
public interface StreamingAnswer extends Answer {

  /** Whether the caller has part of the answer, so that no HTTP status can be told any more. */
  boolean started();

  /** Ends with an error what has begun. */
  void fail(ServiceException failure) throws IOException;
}
