package dev.hearth.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What Prometheus is told fits its operator, the manifests, and the page that explains it. */
@TestInstance(Lifecycle.PER_CLASS)
class ObservabilityTest {

  private static final Path FOLDER = Path.of("../k8s/observability");

  private Manifests rules = new Manifests(List.of());
  private Manifests production = new Manifests(List.of());

  @BeforeAll
  void render(@TempDir Path scratch) {
    rules =
        Manifests.parse(
            Command.of("k8s/render", FOLDER.toAbsolutePath().normalize().toString()).output());
    production = Overlay.PRODUCTION.render(scratch);
  }

  @Test
  void fitsTheSchemasOfThePrometheusOperator() {
    KubernetesSchemas schemas = new KubernetesSchemas(KubernetesSchemas.VERSIONS.getLast());

    assertThat(rules.objects()).hasSize(3);
    assertThat(rules.objects().stream().flatMap(object -> schemas.complaints(object).stream()))
        .isEmpty();
  }

  @Test
  void everyServiceIsScraped() {
    JsonNode monitor = rules.get("PodMonitor", "hearth");
    Selector selector = new Selector(monitor.at("/spec/selector"));
    String port = monitor.at("/spec/podMetricsEndpoints/0/port").asString();

    assertThat(
            production.workloads().stream().filter(workload -> selector.matches(workload.labels())))
        .hasSize(5)
        .allMatch(workload -> workload.ports().getOrDefault(port, 0) == 9090);
  }

  @Test
  void theAutoscalersFollowAMetricThatTheAdapterProvides() throws IOException {
    JsonNode values =
        Manifests.parse(Files.readString(FOLDER.resolve("prometheus-adapter.values.yaml")))
            .objects()
            .getFirst();
    String provided = values.at("/rules/custom/0/name/as").asString();

    assertThat(production.ofKind("HorizontalPodAutoscaler").toList())
        .isNotEmpty()
        .allMatch(
            scaler -> scaler.at("/spec/metrics/0/pods/metric/name").asString().equals(provided));
  }

  @Test
  void everyAlertIsExplained() throws IOException {
    String page = Files.readString(Path.of("../docs/operations.md"));
    List<String> alerts = new ArrayList<>();
    for (JsonNode rule : rules.get("PrometheusRule", "hearth").at("/spec/groups/0/rules")) {
      String alert = rule.path("alert").asString();
      alerts.add(alert);
      assertThat(rule.at("/annotations/runbook_url").asString())
          .isEqualTo("docs/operations.md#" + alert.toLowerCase(Locale.ROOT));
    }

    assertThat(alerts).isNotEmpty().allMatch(alert -> page.contains("### " + alert + "\n"));
  }
}
