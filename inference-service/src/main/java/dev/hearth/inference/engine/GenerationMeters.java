package dev.hearth.inference.engine;

import dev.hearth.contracts.inference.ModelInfo;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Measures and traces what engines generate, under the names of OpenTelemetry's semantic
 * conventions for generative AI where those have one: {@code gen_ai.client.operation.duration}
 * (also the span, {@code chat}), {@code gen_ai.client.token.usage}, {@code
 * gen_ai.server.time_to_first_token}, {@code gen_ai.server.time_per_output_token}; and {@code
 * hearth.inference.tokens.per.second} from the first token on. Neither prompt nor answer is in any
 * of them. Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/">the conventions</a>
 */
@Component
public final class GenerationMeters {

  private static final String MODEL = "gen_ai.request.model";

  /** From a small model's first token to the longest answers of a slow machine. */
  private static final Duration[] STEPS = {
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(120)
  };

  private final ObservationRegistry observations;
  private final Meter.MeterProvider<Timer> firstToken;
  private final Meter.MeterProvider<Timer> perToken;
  private final Meter.MeterProvider<DistributionSummary> tokens;
  private final Meter.MeterProvider<DistributionSummary> speed;

  GenerationMeters(MeterRegistry meters, ObservationRegistry observations) {
    this.observations = observations;
    firstToken =
        Timer.builder("gen_ai.server.time_to_first_token")
            .description("from the request to the engine until its first text, waiting included")
            .serviceLevelObjectives(STEPS)
            .withRegistry(meters);
    perToken =
        Timer.builder("gen_ai.server.time_per_output_token")
            .description("after the first token")
            .withRegistry(meters);
    tokens =
        DistributionSummary.builder("gen_ai.client.token.usage")
            .description("tokens of a generation, read and written")
            .withRegistry(meters);
    speed =
        DistributionSummary.builder("hearth.inference.tokens.per.second")
            .description("tokens written per second after the first one, of one generation")
            .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500)
            .withRegistry(meters);
  }

  /** The same engine, measured. */
  public Engine around(Engine engine) {
    return new Metered(engine);
  }

  private Generated generate(
      Engine engine, Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    Observation observation =
        Observation.createNotStarted("gen_ai.client.operation.duration", observations)
            .contextualName("chat")
            .lowCardinalityKeyValues(
                KeyValues.of(
                    KeyValue.of("gen_ai.operation.name", "chat"),
                    KeyValue.of("gen_ai.provider.name", engine.name()),
                    KeyValue.of(MODEL, generation.model())))
            .start();
    Clock clock = new Clock(output);
    try (Observation.Scope scope = observation.openScope()) {
      Generated generated = engine.generate(generation, clock, cancellation);
      count(generation.model(), generated, clock);
      observation
          .highCardinalityKeyValue("gen_ai.usage.input_tokens", String.valueOf(input(generated)))
          .highCardinalityKeyValue("gen_ai.usage.output_tokens", String.valueOf(output(generated)))
          .highCardinalityKeyValue("gen_ai.response.finish_reasons", generated.reason().name());
      return generated;
    } catch (EngineException | RuntimeException | Error failure) {
      observation.error(failure);
      throw failure;
    } finally {
      observation.stop();
    }
  }

  private void count(String model, Generated generated, Clock clock) {
    tokens.withTags("gen_ai.token.type", "input", MODEL, model).record(input(generated));
    tokens.withTags("gen_ai.token.type", "output", MODEL, model).record(output(generated));
    if (clock.first == 0) {
      return;
    }
    firstToken.withTags(MODEL, model).record(clock.first - clock.start, TimeUnit.NANOSECONDS);
    long writing = System.nanoTime() - clock.first;
    int after = output(generated) - 1;
    if (after > 0 && writing > 0) {
      perToken.withTags(MODEL, model).record(writing / after, TimeUnit.NANOSECONDS);
      speed.withTags(MODEL, model).record(after * 1e9 / writing);
    }
  }

  private static int input(Generated generated) {
    return generated.usage().promptTokens();
  }

  private static int output(Generated generated) {
    return generated.usage().completionTokens();
  }

  private final class Metered implements Engine {

    private final Engine engine;

    Metered(Engine engine) {
      this.engine = engine;
    }

    @Override
    public String name() {
      return engine.name();
    }

    @Override
    public List<ModelInfo> models() throws EngineException {
      return engine.models();
    }

    @Override
    public Generated generate(Generation generation, Output output, Cancellation cancellation)
        throws EngineException {
      return GenerationMeters.this.generate(engine, generation, output, cancellation);
    }

    @Override
    public @Nullable String hint() {
      return engine.hint();
    }
  }

  /** Notes when the first text comes. Used by one thread. */
  private static final class Clock implements Output {

    private final Output output;
    private final long start = System.nanoTime();
    private long first;

    Clock(Output output) {
      this.output = output;
    }

    @Override
    public void accepted() {
      output.accepted();
    }

    @Override
    public void text(String text) {
      if (first == 0) {
        first = System.nanoTime();
      }
      output.text(text);
    }
  }
}
