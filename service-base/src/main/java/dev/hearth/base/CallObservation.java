package dev.hearth.base;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * One call of a service as metrics and traces see it: under the names and keys of Spring's
 * RestClient, with the trace passed on in the call's headers. It lasts until the answer's head.
 */
final class CallObservation {

  private final Observation observation;

  private CallObservation(Observation observation) {
    this.observation = observation;
  }

  /**
   * Starts it.
   *
   * @param headers of the call; those of the trace are added
   */
  static CallObservation start(
      ObservationRegistry registry,
      String service,
      String method,
      String path,
      Map<String, String> headers) {
    Observation observation =
        Observation.createNotStarted(
                "http.client.requests",
                () -> {
                  SenderContext<Map<String, String>> context =
                      new SenderContext<>(
                          (carrier, name, value) -> {
                            if (carrier != null) {
                              carrier.put(name, value);
                            }
                          },
                          Kind.CLIENT);
                  context.setCarrier(headers);
                  context.setRemoteServiceName(service);
                  return context;
                },
                registry)
            .contextualName("http " + method.toLowerCase(Locale.ROOT))
            .lowCardinalityKeyValue("client.name", service)
            .lowCardinalityKeyValue("method", method)
            .lowCardinalityKeyValue("uri", path);
    return new CallObservation(observation.start());
  }

  void answered(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    end(
        Integer.toString(status),
        known == null ? "UNKNOWN" : known.is2xxSuccessful() ? "SUCCESS" : known.series().name(),
        "none");
  }

  void failed(Throwable failure) {
    observation.error(failure);
    end("CLIENT_ERROR", "UNKNOWN", failure.getClass().getSimpleName());
  }

  private void end(String status, String outcome, String exception) {
    observation
        .lowCardinalityKeyValue("status", status)
        .lowCardinalityKeyValue("outcome", outcome)
        .lowCardinalityKeyValue("exception", exception)
        .stop();
  }
}
