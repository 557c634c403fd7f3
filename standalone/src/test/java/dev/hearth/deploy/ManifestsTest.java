package dev.hearth.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifests fit Kubernetes and each other, for every overlay; and each check finds what it is
 * for.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ManifestsTest {

  private final Map<Overlay, Manifests> rendered = new EnumMap<>(Overlay.class);

  @BeforeAll
  void render(@TempDir Path scratch) {
    for (Overlay overlay : Overlay.values()) {
      rendered.put(overlay, overlay.render(scratch));
    }
  }

  private Manifests of(Overlay overlay) {
    return rendered.getOrDefault(overlay, new Manifests(List.of()));
  }

  static Stream<Arguments> overlaysAndVersions() {
    return Stream.of(Overlay.values())
        .flatMap(
            overlay ->
                KubernetesSchemas.VERSIONS.stream().map(version -> Arguments.of(overlay, version)));
  }

  @ParameterizedTest(name = "{0} on Kubernetes {1}")
  @MethodSource("overlaysAndVersions")
  void fitTheSchemasOfKubernetes(Overlay overlay, String version) {
    KubernetesSchemas schemas = new KubernetesSchemas(version);

    assertThat(of(overlay).objects()).hasSizeGreaterThan(30);
    assertThat(
            of(overlay).objects().stream().flatMap(object -> schemas.complaints(object).stream()))
        .isEmpty();
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        misfit("an unknown field", "/spec/template/spec", spec -> spec.put("replica", 1)),
        misfit("a wrong type", "/spec/template/spec", spec -> spec.put("hostNetwork", "yes")),
        misfit("a field that is missing", "/spec", spec -> spec.remove("selector")),
        misfit(
            "a field in the wrong place",
            "/spec/template/spec/containers/0",
            container -> container.put("runAsNonRoot", true)),
        misfit(
            "a quantity that is none",
            "/spec/template/spec/containers/0/resources/limits",
            limits -> limits.put("memory", "1 GB")),
        misfit("a version that is none", "", object -> object.put("apiVersion", "apps/v2")));
  }

  private static Arguments misfit(String name, String pointer, Consumer<ObjectNode> change) {
    return Arguments.of(name, pointer, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misfits")
  void whatDoesNotFitTheSchemasIsFound(String name, String pointer, Consumer<ObjectNode> change) {
    JsonNode deployment = of(Overlay.LOCAL).copy().get("Deployment", "gateway-service");
    change.accept((ObjectNode) deployment.at(pointer));

    for (String version : KubernetesSchemas.VERSIONS) {
      assertThat(new KubernetesSchemas(version).complaints(deployment)).as(name).isNotEmpty();
    }
  }

  static Stream<Arguments> overlaysAndChecks() {
    return Stream.of(Overlay.values())
        .flatMap(
            overlay ->
                CrossChecks.ALL.keySet().stream().map(check -> Arguments.of(overlay, check)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("overlaysAndChecks")
  void fitEachOther(Overlay overlay, String check) {
    assertThat(complaints(of(overlay), overlay, check)).isEmpty();
  }

  private static List<String> complaints(Manifests manifests, Overlay overlay, String check) {
    CrossChecks checks = new CrossChecks(manifests, overlay.external());
    return CrossChecks.ALL
        .getOrDefault(check, unknown -> List.of("there is no check " + check))
        .apply(checks);
  }

  /** One thing spoilt in the production overlay, and the check that must find it. */
  static Stream<Arguments> breakages() {
    String pod = "/spec/template/spec";
    String container = pod + "/containers/0";
    return Stream.of(
        breakage(
            "selectors match",
            "Service/gateway-service",
            "/spec/selector",
            node -> node.put("app.kubernetes.io/name", "gateway")),
        breakage(
            "selectors match",
            "Deployment/moderation-service",
            "/spec/selector/matchLabels",
            node -> node.put("app.kubernetes.io/name", "gateway-service")),
        breakage(
            "selectors match",
            "Deployment/moderation-service",
            pod + "/topologySpreadConstraints/0/labelSelector/matchLabels",
            node -> node.put("app.kubernetes.io/component", "engine")),
        breakage(
            "selectors match",
            "NetworkPolicy/ollama",
            "/spec/ingress/0/from/0/podSelector/matchLabels",
            node -> node.put("app.kubernetes.io/name", "inference")),
        breakage(
            "selectors match",
            "Job/ollama-pull",
            pod
                + "/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/0"
                + "/labelSelector/matchLabels",
            node -> node.put("app.kubernetes.io/name", "llama")),
        breakage(
            "ports exist",
            "Service/plugin-registry",
            "/spec/ports/0",
            node -> node.put("targetPort", "web")),
        breakage(
            "ports exist",
            "Deployment/inference-service",
            container + "/readinessProbe/httpGet",
            node -> node.put("port", "web")),
        breakage(
            "ports exist",
            "Ingress/gateway-service",
            "/spec/rules/0/http/paths/0/backend/service/port",
            node -> node.put("name", "management")),
        breakage(
            "ports exist",
            "NetworkPolicy/gateway-service",
            "/spec/egress/0/ports/0",
            node -> node.put("port", 8085)),
        breakage(
            "references exist",
            "Deployment/gateway-service",
            pod,
            node -> node.put("serviceAccountName", "gateway")),
        breakage(
            "references exist",
            "Deployment/gateway-service",
            pod,
            node -> node.put("priorityClassName", "high")),
        breakage(
            "references exist",
            "Deployment/gateway-service",
            container + "/envFrom/0/configMapRef",
            node -> node.put("name", "hearth")),
        breakage(
            "references exist",
            "Deployment/gateway-service",
            pod + "/volumes/1/projected/sources/0/secret/items/0",
            node -> node.put("key", "SECRET")),
        breakage(
            "references exist",
            "Ingress/gateway-service",
            "/spec/tls/0",
            node -> node.put("secretName", "tls")),
        breakage(
            "references exist",
            "StatefulSet/ollama",
            pod + "/volumes/0/persistentVolumeClaim",
            node -> node.put("claimName", "models")),
        breakage(
            "references exist",
            "HorizontalPodAutoscaler/gateway-service",
            "/spec/scaleTargetRef",
            node -> node.put("name", "gateway")),
        breakage(
            "containers are confined",
            "Deployment/gateway-service",
            pod + "/securityContext",
            node -> node.remove("runAsNonRoot")),
        breakage(
            "containers are confined",
            "Deployment/gateway-service",
            pod,
            node -> node.put("hostNetwork", true)),
        breakage(
            "containers are confined",
            "StatefulSet/ollama",
            container + "/securityContext",
            node -> node.put("readOnlyRootFilesystem", false)),
        breakage(
            "containers are confined",
            "Job/ollama-pull",
            container + "/securityContext/capabilities",
            node -> node.putArray("add").add("NET_ADMIN")),
        breakage(
            "containers are confined",
            "Deployment/plugin-registry",
            pod,
            node -> node.put("automountServiceAccountToken", true)),
        breakage(
            "containers are confined",
            "Deployment/plugin-registry",
            pod + "/volumes/0",
            node -> {
              node.remove("emptyDir");
              node.putObject("hostPath").put("path", "/");
            }),
        breakage(
            "containers have probes and limits",
            "Deployment/builtin-plugins",
            container,
            node -> node.remove("startupProbe")),
        breakage(
            "containers have probes and limits",
            "Deployment/builtin-plugins",
            container + "/resources/limits",
            node -> node.remove("memory")),
        breakage(
            "pods outlive their streams",
            "Deployment/inference-service",
            pod,
            node -> node.put("terminationGracePeriodSeconds", 30)),
        breakage(
            "images have a version",
            "Deployment/inference-service",
            container,
            node -> node.put("image", "hearth/inference-service:latest")),
        breakage(
            "addresses lead to services",
            "Deployment/gateway-service",
            container + "/env/0",
            node -> node.put("value", "http://inference:8081")),
        breakage(
            "addresses lead to services",
            "Deployment/gateway-service",
            container + "/env/0",
            node -> node.put("value", "http://inference-service:9090")),
        breakage(
            "scaling follows the requests",
            "HorizontalPodAutoscaler/gateway-service",
            "/spec/metrics/0",
            node -> node.put("type", "Resource")),
        breakage(
            "scaling follows the requests",
            "Deployment/gateway-service",
            "/spec",
            node -> node.put("replicas", 3)),
        breakage(
            "scaling follows the requests",
            "PodDisruptionBudget/gateway-service",
            "/spec/selector/matchLabels",
            node -> node.put("app.kubernetes.io/name", "ollama")),
        breakage(
            "all is in one namespace",
            "Service/ollama",
            "/metadata",
            node -> node.put("namespace", "default")));
  }

  private static Arguments breakage(
      String check, String object, String pointer, Consumer<ObjectNode> change) {
    return Arguments.of(check, object, pointer, change);
  }

  @ParameterizedTest(name = "{0}: {1}{2}")
  @MethodSource("breakages")
  void whatDoesNotFitTheOthersIsFound(
      String check, String object, String pointer, Consumer<ObjectNode> change) {
    Manifests manifests = of(Overlay.PRODUCTION).copy();
    String[] kindAndName = object.split("/", 2);
    change.accept((ObjectNode) manifests.get(kindAndName[0], kindAndName[1]).at(pointer));

    assertThat(complaints(manifests, Overlay.PRODUCTION, check)).isNotEmpty();
  }

  @Test
  void everyCheckIsTried() {
    assertThat(breakages().map(breakage -> (String) breakage.get()[0]))
        .containsAll(CrossChecks.ALL.keySet());
  }

  static Stream<Overlay> overlays() {
    return Stream.of(Overlay.values());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void onlyTheGatewayIsRoutedFromOutsideAndNotItsHealth(Overlay overlay) {
    List<String> paths = new ArrayList<>();
    of(overlay)
        .ofKind("Ingress")
        .forEach(
            ingress ->
                ingress
                    .at("/spec/rules/0/http/paths")
                    .forEach(path -> paths.add(path.path("path").asString())));
    of(overlay)
        .ofKind("HTTPRoute")
        .forEach(
            route ->
                route
                    .at("/spec/rules/0/matches")
                    .forEach(match -> paths.add(match.at("/path/value").asString())));

    assertThat(paths).containsExactly("/v1", "/mcp", "/admin", "/v3/api-docs");
    assertThat(of(overlay).ofKind("Service"))
        .allSatisfy(
            service ->
                assertThat(service.at("/spec/type").asString("ClusterIP")).isEqualTo("ClusterIP"));
    assertThat(of(overlay).ofKind("Ingress", "HTTPRoute").map(JsonNode::toString))
        .allMatch(text -> text.contains("\"gateway-service\""));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theModelIsFetchedWhereItIsServed(Overlay overlay) {
    JsonNode job = of(overlay).get("Job", "ollama-pull");
    JsonNode server = of(overlay).get("StatefulSet", "ollama");

    assertThat(claims(job)).isEqualTo(claims(server)).isNotEmpty();
    assertThat(job.at("/spec/template/spec/containers/0/envFrom"))
        .isEqualTo(server.at("/spec/template/spec/containers/0/envFrom"));
    assertThat(
            server.at("/spec/template/spec/containers/0/readinessProbe/exec/command/2").asString())
        .contains("ollama show", "HEARTH_OLLAMA_MODEL");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everySettingIsOneThatAServiceReads(Overlay overlay) {
    CrossChecks checks = new CrossChecks(of(overlay), overlay.external());
    SettingNames names = new SettingNames();
    List<Workload> services =
        of(overlay).workloads().stream()
            .filter(
                workload -> "service".equals(workload.labels().get("app.kubernetes.io/component")))
            .toList();

    assertThat(services).hasSize(5);
    assertThat(
            services.stream()
                .flatMap(service -> names.unknown(checks.environment(service)).stream()))
        .isEmpty();
    assertThat(services.stream().flatMap(service -> files(service).stream()))
        .isNotEmpty()
        .allMatch(names::knowsFile);
  }

  @Test
  void aSettingThatNothingReadsIsFound() {
    SettingNames names = new SettingNames();

    assertThat(names.unknown(Map.of("HEARTH_GATEWAY_INFERENCEURI", "", "SERVER_PORT", "")))
        .containsExactly("HEARTH_GATEWAY_INFERENCEURI");
    assertThat(names.knowsFile("hearth.servicesecret")).isFalse();
  }

  private static List<String> files(Workload service) {
    List<String> files = new ArrayList<>();
    for (JsonNode volume : service.podSpec().path("volumes")) {
      for (JsonNode source : volume.at("/projected/sources")) {
        source.at("/secret/items").forEach(item -> files.add(item.path("path").asString()));
      }
    }
    return files;
  }

  private static List<String> claims(JsonNode object) {
    ArrayNode volumes = (ArrayNode) object.at("/spec/template/spec/volumes");
    List<String> claims = new ArrayList<>();
    for (JsonNode volume : volumes) {
      if (volume.has("persistentVolumeClaim")) {
        claims.add(volume.at("/persistentVolumeClaim/claimName").asString());
      }
    }
    return claims;
  }
}
