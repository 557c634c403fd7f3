package dev.hearth.base;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * Makes sessions of ONNX Runtime for small models that run in this JVM. A session may be run by
 * several threads, also while the JVM's shutdown hooks run. Thread-safe.
 */
public final class OnnxSessions {

  private static final OrtEnvironment ENVIRONMENT = kept();

  private OnnxSessions() {}

  /** What all sessions of this JVM share. */
  public static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  /**
   * A session of one thread a call: parallel callers share the cores, and threads within one call
   * would only fight for them.
   *
   * <p>One is made at a time: ONNX Runtime promises that sessions can be run in parallel, not that
   * they can be made so (its pull request 1114 and issue 27089), and two that were made at once
   * ended the JVM here (SIGSEGV).
   *
   * @param model the bytes of an ONNX file
   * @throws OrtException if they are none, or cannot be run
   */
  public static OrtSession open(byte[] model) throws OrtException {
    return open(model, Map.of());
  }

  /**
   * As {@link #open(byte[])}, for a file that leaves some of its weights to others, as models do
   * that have them in common.
   *
   * @param outside these weights by their names, which must stay open as long as the session
   */
  public static OrtSession open(byte[] model, Map<String, OnnxTensorLike> outside)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      for (Map.Entry<String, OnnxTensorLike> one : outside.entrySet()) {
        // Shared; what is added as an external initializer is copied, twice for each session.
        options.addInitializer(one.getKey(), one.getValue());
      }
      synchronized (ENVIRONMENT) {
        return ENVIRONMENT.createSession(model, options);
      }
    }
  }

  /**
   * The environment, held once more than by the library's shutdown hook. That hook frees it while
   * the services still answer what they began, which ended the JVM in the middle of a verdict (the
   * library's issue 31352). The native side counts who holds it; the Java side cannot be asked to.
   */
  private static OrtEnvironment kept() {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      api.setAccessible(true);
      Method hold =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      hold.setAccessible(true);
      hold.invoke(
          null,
          api.getLong(null),
          OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
          OrtEnvironment.DEFAULT_NAME);
      return environment;
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("this version of ONNX Runtime is not known", changed);
    }
  }
}
