package dev.hearth.registry.invocation;

import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.InvocationResult.Answered;
import dev.hearth.contracts.plugins.InvocationResult.ApprovalNeeded;
import dev.hearth.contracts.plugins.InvocationResult.Failed;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/**
 * Times calls of tools ({@code hearth.plugin.calls}, by plugin and outcome), each a span that also
 * names the tool. Arguments and answers are in neither. Thread-safe.
 */
@Component
class CallMeters {

  private static final String NAME = "hearth.plugin.calls";
  private static final String PLUGIN = "plugin";

  /** Plugins that are told apart; those that come later are not counted. */
  private static final int MOST_PLUGINS = 500;

  private final ObservationRegistry observations;

  CallMeters(ObservationRegistry observations) {
    this.observations = observations;
  }

  /** Makes a call and counts what came of it. */
  InvocationResult count(Invocation invocation, Supplier<InvocationResult> call) {
    Observation observation =
        Observation.createNotStarted(NAME, observations)
            .contextualName("execute_tool")
            .lowCardinalityKeyValue(PLUGIN, "none")
            .lowCardinalityKeyValue("outcome", "none")
            .start();
    try (Observation.Scope scope = observation.openScope()) {
      InvocationResult result = call.get();
      String outcome = outcome(result);
      observation.lowCardinalityKeyValue("outcome", outcome);
      if (!outcome.equals("unknown_tool")) {
        // Names that nobody registered are the model's or the caller's own words.
        observation
            .lowCardinalityKeyValue(PLUGIN, invocation.plugin())
            .highCardinalityKeyValue("gen_ai.tool.name", invocation.tool());
      }
      return result;
    } catch (RuntimeException failure) {
      observation.lowCardinalityKeyValue("outcome", "error").error(failure);
      throw failure;
    } finally {
      observation.stop();
    }
  }

  private static String outcome(InvocationResult result) {
    return switch (result) {
      case Answered answered -> "answered";
      case Failed failed -> failed.reason();
      case ApprovalNeeded needed -> "approval_needed";
    };
  }

  @Configuration(proxyBeanMethods = false)
  static class Bounds {

    @Bean
    MeterFilter boundedPlugins() {
      return MeterFilter.maximumAllowableTags(NAME, PLUGIN, MOST_PLUGINS, MeterFilter.deny());
    }
  }
}
