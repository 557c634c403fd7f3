package dev.hearth.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.deploy.NetworkRules.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The flows that the network policies allow are those of the design, each written down here, and no
 * other: every pod and a choice of peers outside are tried against each other on every port that
 * anything has.
 */
@TestInstance(Lifecycle.PER_CLASS)
class NetworkPolicyTest {

  private static final String HOPS =
      """
      gateway-service -> inference-service:8081
      gateway-service -> plugin-registry:8082
      gateway-service -> moderation-service:8083
      inference-service -> plugin-registry:8082
      inference-service -> ollama:11434
      plugin-registry -> moderation-service:8083
      plugin-registry -> builtin-plugins:8084
      plugin-registry -> internet:443
      ollama-pull -> internet:443
      """;

  private static final String LOCAL =
      """
      gateway-service -> postgres:5432
      plugin-registry -> postgres:5432
      builtin-plugins -> postgres:5432
      moderation-service -> postgres:5432
      gateway-service -> redis:6379
      """;

  private static final String PRODUCTION =
      """
      ingress -> gateway-service:8080
      gateway-service -> token-issuer:443
      gateway-service -> database:5432
      plugin-registry -> database:5432
      builtin-plugins -> database:5432
      moderation-service -> database:5432
      gateway-service -> managed-redis:6379
      plugin-registry -> approved-internal:443
      inference-service -> external-engine:443
      prometheus -> gateway-service:9090
      prometheus -> inference-service:9090
      prometheus -> plugin-registry:9090
      prometheus -> moderation-service:9090
      prometheus -> builtin-plugins:9090
      gateway-service -> collector:4318
      inference-service -> collector:4318
      plugin-registry -> collector:4318
      moderation-service -> collector:4318
      builtin-plugins -> collector:4318
      """;

  private static final String VLLM =
      """
      inference-service -> vllm:8000
      vllm-pull -> internet:443
      """;

  private static final List<Peer> OUTSIDE =
      List.of(
          Peer.address("internet", "93.184.215.14"),
          Peer.address("private", "10.9.8.7"),
          Peer.address("metadata-service", "169.254.169.254"),
          Peer.address("token-issuer", "192.0.2.10"),
          Peer.address("database", "192.0.2.34"),
          Peer.address("managed-redis", "192.0.2.50"),
          Peer.address("approved-internal", "198.51.100.3"),
          Peer.address("external-engine", "198.51.100.20"),
          Peer.foreignPod("ingress", "10.244.9.1", "ingress", Map.of("app", "ingress")),
          Peer.foreignPod(
              "prometheus",
              "10.244.9.2",
              "observability",
              Map.of("app.kubernetes.io/name", "prometheus")),
          Peer.foreignPod(
              "collector",
              "10.244.9.3",
              "observability",
              Map.of("app.kubernetes.io/name", "opentelemetry-collector")),
          // The name alone does not make a collector of it.
          Peer.foreignPod(
              "impostor",
              "10.244.9.6",
              "default",
              Map.of("app.kubernetes.io/name", "opentelemetry-collector")),
          Peer.foreignPod(
              "stranger",
              "10.244.9.4",
              "default",
              Map.of("app.kubernetes.io/name", "gateway-service")));

  private static final Peer NAME_SERVICE =
      Peer.foreignPod("kube-dns", "10.244.9.5", "kube-system", Map.of("k8s-app", "kube-dns"));

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

  static Stream<Overlay> overlays() {
    return Stream.of(Overlay.values());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theFlowsOfTheDesignAreAllowedAndNoOther(Overlay overlay) {
    Set<String> expected = new TreeSet<>(HOPS.lines().toList());
    expected.addAll(
        switch (overlay) {
          case LOCAL ->
              Stream.concat(
                      LOCAL.lines(),
                      OUTSIDE.stream().map(peer -> peer.name() + " -> gateway-service:8080"))
                  .toList();
          case PRODUCTION, PRODUCTION_WITH_GATEWAY_API -> PRODUCTION.lines().toList();
          case PRODUCTION_WITH_VLLM -> (PRODUCTION + VLLM).lines().toList();
        });

    assertThat(flows(of(overlay))).isEqualTo(expected);
  }

  private static Set<String> flows(Manifests manifests) {
    NetworkRules rules = new NetworkRules(manifests);
    List<Peer> pods = pods(manifests);
    List<Peer> all = new ArrayList<>(OUTSIDE);
    all.addAll(pods);
    Set<Integer> ports =
        new TreeSet<>(Set.of(22, 53, 80, 443, 4317, 4318, 5432, 6379, 6443, 10250));
    pods.forEach(pod -> ports.addAll(pod.ports().values()));
    Set<String> flows = new TreeSet<>();
    for (Peer from : all) {
      for (Peer to : all) {
        if (!from.equals(to) && (from.governed() || to.governed())) {
          for (int port : ports) {
            if (rules.allow(from, to, "TCP", port) || rules.allow(from, to, "UDP", port)) {
              flows.add("%s -> %s:%d".formatted(from.name(), to.name(), port));
            }
          }
        }
      }
    }
    return flows;
  }

  private static List<Peer> pods(Manifests manifests) {
    List<Peer> pods = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      pods.add(Peer.of(workload, "10.244.1." + (pods.size() + 1)));
    }
    return pods;
  }

  private Peer pod(Overlay overlay, String name) {
    return pods(of(overlay)).stream()
        .filter(pod -> pod.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyPodMayAskForNames(Overlay overlay) {
    NetworkRules rules = new NetworkRules(of(overlay));

    assertThat(pods(of(overlay)))
        .allMatch(pod -> rules.allow(pod, NAME_SERVICE, "UDP", 53))
        .allMatch(pod -> rules.allow(pod, NAME_SERVICE, "TCP", 53))
        .noneMatch(pod -> rules.allow(pod, NAME_SERVICE, "TCP", 443));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.100",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1"
      })
  void pluginsReachNothingPrivate(String address) {
    for (Overlay overlay : Overlay.values()) {
      NetworkRules rules = new NetworkRules(of(overlay));
      Peer target = Peer.address("target", address);

      assertThat(rules.allow(pod(overlay, "plugin-registry"), target, "TCP", 443)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "100.128.0.1", "172.32.0.1", "198.20.0.1", "2606:4700::1", "2a00::1"})
  void pluginsReachTheInternet(String address) {
    NetworkRules rules = new NetworkRules(of(Overlay.PRODUCTION));
    Peer target = Peer.address("target", address);

    assertThat(rules.allow(pod(Overlay.PRODUCTION, "plugin-registry"), target, "TCP", 443))
        .isTrue();
    assertThat(rules.allow(pod(Overlay.PRODUCTION, "plugin-registry"), target, "TCP", 80))
        .isFalse();
  }

  @Test
  void aPolicyThatIsLeftOutIsNoticed() {
    for (JsonNode policy : of(Overlay.PRODUCTION).ofKind("NetworkPolicy").toList()) {
      String name = Manifests.name(policy);
      Manifests manifests = of(Overlay.PRODUCTION).copy();
      manifests.objects().remove(manifests.get("NetworkPolicy", name));

      boolean namesAreAsked =
          pods(manifests).stream()
              .allMatch(pod -> new NetworkRules(manifests).allow(pod, NAME_SERVICE, "UDP", 53));

      assertThat(flows(manifests).equals(flows(of(Overlay.PRODUCTION))) && namesAreAsked)
          .as("without the policy " + name)
          .isFalse();
    }
  }

  @Test
  void aWiderPolicyIsNoticed() {
    Manifests manifests = of(Overlay.PRODUCTION).copy();
    ObjectNode rule =
        (ObjectNode) manifests.get("NetworkPolicy", "moderation-service").at("/spec/ingress/0");
    rule.remove("from");

    assertThat(flows(manifests)).contains("stranger -> moderation-service:8083");
  }

  @Test
  void aRangeThatIsNotCutOutIsNoticed() {
    Manifests manifests = of(Overlay.PRODUCTION).copy();
    ArrayNode except =
        (ArrayNode)
            manifests
                .get("NetworkPolicy", "plugin-registry")
                .at("/spec/egress/2/to/0/ipBlock/except");
    except.removeAll();

    assertThat(flows(manifests)).contains("plugin-registry -> private:443");
  }
}
