package dev.hearth.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What no schema can see: whether the manifests fit each other, and the rules of the house. */
final class CrossChecks {

  /** Every check by its name; each names what is wrong, or nothing. */
  static final Map<String, Function<CrossChecks, List<String>>> ALL = all();

  private static final Pattern ADDRESS =
      Pattern.compile("(?:https?|redis|jdbc:postgresql)://([a-z0-9-]+)(?::(\\d+))?(?:[/?].*)?");
  private static final Set<String> CLUSTER_WIDE = Set.of("Namespace", "PriorityClass");
  private static final Set<String> VOLUMES =
      Set.of("emptyDir", "projected", "secret", "configMap", "persistentVolumeClaim");

  private final Manifests manifests;
  private final Manifests external;

  /**
   * Checks manifests.
   *
   * @param manifests what is applied
   * @param external secrets that others make
   */
  CrossChecks(Manifests manifests, Manifests external) {
    this.manifests = manifests;
    this.external = external;
  }

  private static Map<String, Function<CrossChecks, List<String>>> all() {
    Map<String, Function<CrossChecks, List<String>>> all = new LinkedHashMap<>();
    all.put("selectors match", CrossChecks::selectors);
    all.put("ports exist", CrossChecks::ports);
    all.put("references exist", CrossChecks::references);
    all.put("containers are confined", CrossChecks::confinement);
    all.put("containers have probes and limits", CrossChecks::probesAndLimits);
    all.put("pods outlive their streams", CrossChecks::grace);
    all.put("images have a version", CrossChecks::images);
    all.put("addresses lead to services", CrossChecks::addresses);
    all.put("scaling follows the requests", CrossChecks::scaling);
    all.put("all is in one namespace", CrossChecks::namespaces);
    return all;
  }

  private List<String> selectors() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      if (!workload.isJob()) {
        Selector own = new Selector(workload.object().at("/spec/selector"));
        List<String> selected = selected(own);
        if (!selected.equals(List.of(workload.name()))) {
          wrong.add(workload.title() + " selects " + selected);
        }
      }
      for (JsonNode spread : workload.podSpec().path("topologySpreadConstraints")) {
        if (!new Selector(spread.path("labelSelector")).matches(workload.labels())) {
          wrong.add(workload.title() + " spreads others");
        }
        for (JsonNode key : spread.path("matchLabelKeys")) {
          String label = key.asString();
          if (!label.equals("pod-template-hash") && !workload.labels().containsKey(label)) {
            wrong.add(workload.title() + " spreads by the label " + label + ", which it lacks");
          }
        }
      }
      for (JsonNode term :
          workload
              .podSpec()
              .at("/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution")) {
        requireSelected(new Selector(term.path("labelSelector")), workload.title(), wrong);
      }
    }
    manifests
        .ofKind("Service")
        .forEach(service -> requireSelected(of(service), Manifests.title(service), wrong));
    manifests
        .ofKind("PodDisruptionBudget")
        .forEach(
            budget ->
                requireSelected(
                    new Selector(budget.at("/spec/selector")), Manifests.title(budget), wrong));
    manifests
        .ofKind("NetworkPolicy")
        .forEach(
            policy -> {
              requireSelected(
                  new Selector(policy.at("/spec/podSelector")), Manifests.title(policy), wrong);
              for (JsonNode peer : peers(policy)) {
                if (peer.has("podSelector") && !peer.has("namespaceSelector")) {
                  requireSelected(
                      new Selector(peer.path("podSelector")), Manifests.title(policy), wrong);
                }
              }
            });
    return wrong;
  }

  private void requireSelected(Selector selector, String title, List<String> wrong) {
    if (selected(selector).isEmpty()) {
      wrong.add(title + " selects no pods by " + selector.selector());
    }
  }

  private List<String> selected(Selector selector) {
    return manifests.workloads().stream()
        .filter(workload -> selector.matches(workload.labels()))
        .map(Workload::name)
        .toList();
  }

  private static Selector of(JsonNode service) {
    return new Selector(
        JsonMapper.shared().createObjectNode().set("matchLabels", service.at("/spec/selector")));
  }

  private static List<JsonNode> peers(JsonNode policy) {
    List<JsonNode> peers = new ArrayList<>();
    policy.at("/spec/ingress").forEach(rule -> rule.path("from").forEach(peers::add));
    policy.at("/spec/egress").forEach(rule -> rule.path("to").forEach(peers::add));
    return peers;
  }

  private List<String> ports() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      Set<Integer> numbers = new HashSet<>();
      Set<String> names = new HashSet<>();
      for (JsonNode container : workload.containers()) {
        for (JsonNode port : container.path("ports")) {
          if (!numbers.add(port.path("containerPort").asInt())
              || !names.add(port.path("name").asString(""))
              || port.path("name").asString("").isEmpty()) {
            wrong.add(workload.title() + " has a port twice, or one without a name: " + port);
          }
        }
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          JsonNode port = container.path(probe).at("/httpGet/port");
          if (!port.isMissingNode() && !workload.ports().containsKey(port.asString(""))) {
            wrong.add(workload.title() + ": its " + probe + " asks a port it has not: " + port);
          }
        }
      }
    }
    manifests
        .ofKind("Service")
        .forEach(
            service -> {
              for (JsonNode port : service.at("/spec/ports")) {
                for (Workload workload : selectedWorkloads(of(service))) {
                  String target = port.path("targetPort").asString("");
                  if (!workload.ports().containsKey(target)) {
                    wrong.add(Manifests.title(service) + ": no port " + target);
                  }
                }
              }
            });
    manifests
        .ofKind("Ingress")
        .forEach(
            ingress -> {
              for (JsonNode rule : ingress.at("/spec/rules")) {
                for (JsonNode path : rule.at("/http/paths")) {
                  JsonNode backend = path.at("/backend/service");
                  JsonNode port = backend.path("port");
                  requireServicePort(
                      Manifests.title(ingress),
                      backend.path("name").asString(""),
                      port.has("name") ? port.path("name") : port.path("number"),
                      wrong);
                }
              }
            });
    manifests
        .ofKind("HTTPRoute")
        .forEach(
            route -> {
              for (JsonNode rule : route.at("/spec/rules")) {
                for (JsonNode backend : rule.path("backendRefs")) {
                  requireServicePort(
                      Manifests.title(route),
                      backend.path("name").asString(""),
                      backend.path("port"),
                      wrong);
                }
              }
            });
    policyPorts(wrong);
    return wrong;
  }

  private void policyPorts(List<String> wrong) {
    manifests
        .ofKind("NetworkPolicy")
        .forEach(
            policy -> {
              Selector own = new Selector(policy.at("/spec/podSelector"));
              for (JsonNode rule : policy.at("/spec/ingress")) {
                for (JsonNode port : rule.path("ports")) {
                  for (Workload workload : selectedWorkloads(own)) {
                    requirePort(policy, workload, port.path("port"), wrong);
                  }
                }
              }
              for (JsonNode rule : policy.at("/spec/egress")) {
                for (JsonNode peer : rule.path("to")) {
                  if (peer.has("podSelector") && !peer.has("namespaceSelector")) {
                    for (Workload workload :
                        selectedWorkloads(new Selector(peer.path("podSelector")))) {
                      for (JsonNode port : rule.path("ports")) {
                        requirePort(policy, workload, port.path("port"), wrong);
                      }
                    }
                  }
                }
              }
            });
  }

  private static void requirePort(
      JsonNode policy, Workload workload, JsonNode port, List<String> wrong) {
    boolean there =
        port.isString()
            ? workload.ports().containsKey(port.asString())
            : workload.ports().containsValue(port.asInt());
    if (!there) {
      wrong.add(Manifests.title(policy) + ": " + workload.title() + " has no port " + port);
    }
  }

  private void requireServicePort(String from, String name, JsonNode port, List<String> wrong) {
    boolean there =
        manifests
            .find("Service", name)
            .map(service -> Workload.list(service.at("/spec/ports")))
            .orElse(List.of())
            .stream()
            .anyMatch(
                candidate ->
                    candidate.path("name").equals(port) || candidate.path("port").equals(port));
    if (!there) {
      wrong.add(from + ": there is no service " + name + " with a port " + port);
    }
  }

  private List<Workload> selectedWorkloads(Selector selector) {
    return manifests.workloads().stream()
        .filter(workload -> selector.matches(workload.labels()))
        .toList();
  }

  private List<String> references() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      JsonNode pod = workload.podSpec();
      String title = workload.title();
      require("ServiceAccount", pod.path("serviceAccountName"), title, wrong);
      require("PriorityClass", pod.path("priorityClassName"), title, wrong);
      if (workload.object().path("spec").has("serviceName")) {
        require("Service", workload.object().at("/spec/serviceName"), title, wrong);
      }
      Set<String> volumes = new HashSet<>();
      for (JsonNode volume : pod.path("volumes")) {
        volumes.add(volume.path("name").asString());
        volumeReferences(volume, title, wrong);
      }
      workload
          .object()
          .at("/spec/volumeClaimTemplates")
          .forEach(claim -> volumes.add(Manifests.name(claim)));
      Set<String> mounted = new HashSet<>();
      for (JsonNode container : workload.allContainers()) {
        for (JsonNode mount : container.path("volumeMounts")) {
          mounted.add(mount.path("name").asString());
        }
        for (JsonNode from : container.path("envFrom")) {
          keys("ConfigMap", from.at("/configMapRef/name"), List.of(), title, wrong);
        }
        for (JsonNode variable : container.path("env")) {
          JsonNode from = variable.path("valueFrom");
          if (from.has("secretKeyRef")) {
            JsonNode key = from.path("secretKeyRef");
            keys("Secret", key.path("name"), List.of(key.path("key").asString()), title, wrong);
          } else if (from.has("configMapKeyRef")) {
            JsonNode key = from.path("configMapKeyRef");
            keys("ConfigMap", key.path("name"), List.of(key.path("key").asString()), title, wrong);
          }
        }
      }
      if (!mounted.equals(volumes)) {
        wrong.add(title + " mounts " + mounted + " of " + volumes);
      }
    }
    manifests
        .ofKind("Ingress")
        .forEach(
            ingress -> {
              for (JsonNode tls : ingress.at("/spec/tls")) {
                keys(
                    "Secret",
                    tls.path("secretName"),
                    List.of("tls.crt", "tls.key"),
                    Manifests.title(ingress),
                    wrong);
              }
            });
    manifests
        .ofKind("HorizontalPodAutoscaler")
        .forEach(
            scaler ->
                require(
                    scaler.at("/spec/scaleTargetRef/kind").asString(""),
                    scaler.at("/spec/scaleTargetRef/name"),
                    Manifests.title(scaler),
                    wrong));
    return wrong;
  }

  private void volumeReferences(JsonNode volume, String title, List<String> wrong) {
    if (volume.has("persistentVolumeClaim")) {
      require("PersistentVolumeClaim", volume.at("/persistentVolumeClaim/claimName"), title, wrong);
    }
    if (volume.has("secret")) {
      keys(
          "Secret", volume.at("/secret/secretName"), itemKeys(volume.path("secret")), title, wrong);
    }
    for (JsonNode source : volume.at("/projected/sources")) {
      if (source.has("secret")) {
        keys("Secret", source.at("/secret/name"), itemKeys(source.path("secret")), title, wrong);
      }
      if (source.has("configMap")) {
        keys(
            "ConfigMap",
            source.at("/configMap/name"),
            itemKeys(source.path("configMap")),
            title,
            wrong);
      }
    }
  }

  private static List<String> itemKeys(JsonNode source) {
    return Workload.list(source.path("items")).stream()
        .map(item -> item.path("key").asString())
        .toList();
  }

  private void require(String kind, JsonNode name, String from, List<String> wrong) {
    if (manifests.find(kind, name.asString("")).isEmpty()) {
      wrong.add(from + ": there is no " + kind + " " + name);
    }
  }

  private void keys(
      String kind, JsonNode name, List<String> keys, String from, List<String> wrong) {
    JsonNode found =
        manifests
            .find(kind, name.asString(""))
            .or(() -> external.find(kind, name.asString("")))
            .orElse(null);
    if (found == null) {
      wrong.add(from + ": there is no " + kind + " " + name);
      return;
    }
    for (String key : keys) {
      if (!found.path("data").has(key) && !found.path("stringData").has(key)) {
        wrong.add(from + ": " + Manifests.title(found) + " has no " + key);
      }
    }
  }

  /** The profile "restricted" of the pod security standards, and a read-only file system. */
  private List<String> confinement() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      JsonNode pod = workload.podSpec();
      String title = workload.title();
      expect(pod.at("/securityContext/runAsNonRoot"), "true", title + " runAsNonRoot", wrong);
      expect(
          pod.at("/securityContext/seccompProfile/type"),
          "RuntimeDefault",
          title + " seccomp",
          wrong);
      expect(
          pod.path("automountServiceAccountToken"),
          "false",
          title + " service account token",
          wrong);
      if (pod.at("/securityContext/runAsUser").asInt(0) < 1) {
        wrong.add(title + " names no user");
      }
      for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
        if (pod.path(shared).asBoolean(false)) {
          wrong.add(title + " shares " + shared);
        }
      }
      for (JsonNode volume : pod.path("volumes")) {
        for (Map.Entry<String, JsonNode> source : volume.properties()) {
          if (!source.getKey().equals("name") && !VOLUMES.contains(source.getKey())) {
            wrong.add(title + " has a volume of kind " + source.getKey());
          }
          if (source.getKey().equals("emptyDir") && !source.getValue().has("sizeLimit")) {
            wrong.add(title + " has an emptyDir without a limit");
          }
        }
      }
      for (JsonNode container : workload.allContainers()) {
        JsonNode security = container.path("securityContext");
        String who = title + "/" + container.path("name").asString();
        expect(security.path("allowPrivilegeEscalation"), "false", who + " escalation", wrong);
        expect(security.path("privileged"), "false", who + " privileged", wrong);
        expect(security.path("readOnlyRootFilesystem"), "true", who + " read-only root", wrong);
        expect(security.at("/capabilities/drop"), "[\"ALL\"]", who + " capabilities", wrong);
        if (security.path("capabilities").has("add")
            || security.has("runAsUser")
            || security.has("runAsNonRoot")
            || security.has("seccompProfile")) {
          wrong.add(who + " undoes what its pod says");
        }
        for (JsonNode port : container.path("ports")) {
          if (port.has("hostPort")) {
            wrong.add(who + " takes a port of its host");
          }
        }
      }
    }
    manifests
        .ofKind("ServiceAccount")
        .forEach(
            account ->
                expect(
                    account.path("automountServiceAccountToken"),
                    "false",
                    Manifests.title(account) + " token",
                    wrong));
    return wrong;
  }

  private static void expect(JsonNode actual, String expected, String what, List<String> wrong) {
    String value = actual.isString() ? actual.asString() : actual.toString();
    if (!value.equals(expected)) {
      wrong.add("%s is %s, not %s".formatted(what, value.isEmpty() ? "unset" : value, expected));
    }
  }

  private List<String> probesAndLimits() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      for (JsonNode container : workload.allContainers()) {
        for (String bound : List.of("requests", "limits")) {
          for (String resource : List.of("cpu", "memory")) {
            if (!container.path("resources").path(bound).has(resource)) {
              wrong.add("%s: no %s of %s".formatted(workload.title(), bound, resource));
            }
          }
        }
      }
      if (workload.isJob()) {
        continue;
      }
      for (JsonNode container : workload.containers()) {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          if (!container.path(probe).has("httpGet") && !container.path(probe).has("exec")) {
            wrong.add(workload.title() + " has no " + probe);
          }
        }
        if (container.path("livenessProbe").equals(container.path("readinessProbe"))) {
          wrong.add(workload.title() + " is restarted for what only takes it out of service");
        }
      }
    }
    return wrong;
  }

  private List<String> grace() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      Map<String, String> environment = environment(workload);
      String phase = environment.get("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE");
      String request = environment.get("HEARTH_REQUESTTIMEOUT");
      if (!isService(workload)) {
        continue;
      }
      if (phase == null || request == null) {
        wrong.add(workload.title() + " is not told how long a request takes, or to drain");
        continue;
      }
      Duration drain = DurationStyle.detectAndParse(phase);
      Duration longest = DurationStyle.detectAndParse(request);
      long sleep =
          workload.containers().getFirst().at("/lifecycle/preStop/sleep/seconds").asLong(0);
      long grace = workload.podSpec().path("terminationGracePeriodSeconds").asLong(30);
      if (drain.compareTo(longest) <= 0) {
        wrong.add(workload.title() + " drains no longer than a request takes");
      }
      if (sleep < 5 || grace < sleep + drain.toSeconds() + 5) {
        wrong.add(workload.title() + " is killed while it drains");
      }
    }
    return wrong;
  }

  private static boolean isService(Workload workload) {
    return "service".equals(workload.labels().get("app.kubernetes.io/component"));
  }

  /** The variables of a workload's first container, but for those with secret values. */
  Map<String, String> environment(Workload workload) {
    Map<String, String> environment = new HashMap<>();
    JsonNode container = workload.containers().getFirst();
    for (JsonNode from : container.path("envFrom")) {
      manifests
          .find("ConfigMap", from.at("/configMapRef/name").asString(""))
          .ifPresent(map -> environment.putAll(Workload.labels(map.path("data"))));
    }
    for (JsonNode variable : container.path("env")) {
      if (variable.has("value")) {
        environment.put(variable.path("name").asString(), variable.path("value").asString());
      }
    }
    return environment;
  }

  private List<String> images() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      for (JsonNode container : workload.allContainers()) {
        String image = container.path("image").asString("");
        if (!image.matches(".+(:[^:/]+|@sha256:[0-9a-f]{64})") || image.endsWith(":latest")) {
          wrong.add(workload.title() + " runs " + image);
        }
      }
    }
    return wrong;
  }

  private List<String> addresses() {
    List<String> wrong = new ArrayList<>();
    for (Workload workload : manifests.workloads()) {
      environment(workload)
          .forEach((name, value) -> lead(workload.title() + ": " + name, value, wrong));
    }
    manifests
        .ofKind("Secret")
        .forEach(
            secret ->
                Workload.labels(secret.path("data"))
                    .forEach(
                        (key, value) ->
                            lead(
                                Manifests.title(secret) + ": " + key,
                                new String(Base64.getDecoder().decode(value), UTF_8),
                                wrong)));
    return wrong;
  }

  private void lead(String what, String value, List<String> wrong) {
    Matcher address = ADDRESS.matcher(value);
    if (!address.matches()) {
      return;
    }
    boolean there =
        manifests.find("Service", address.group(1)).stream()
            .flatMap(service -> Workload.list(service.at("/spec/ports")).stream())
            .anyMatch(port -> port.path("port").asString().equals(address.group(2)));
    if (!there) {
      wrong.add(what + " leads nowhere");
    }
  }

  private List<String> scaling() {
    List<String> wrong = new ArrayList<>();
    Set<String> scaled = new HashSet<>();
    manifests
        .ofKind("HorizontalPodAutoscaler")
        .forEach(
            scaler -> {
              String name = scaler.at("/spec/scaleTargetRef/name").asString("");
              scaled.add(name);
              for (JsonNode metric : scaler.at("/spec/metrics")) {
                if (metric.path("type").asString("").equals("Resource")) {
                  wrong.add(Manifests.title(scaler) + " follows " + metric.at("/resource/name"));
                }
              }
              if (scaler.at("/spec/minReplicas").asInt(1) < 2) {
                wrong.add(Manifests.title(scaler) + " goes below two");
              }
              manifests
                  .find("Deployment", name)
                  .filter(deployment -> deployment.path("spec").has("replicas"))
                  .ifPresent(
                      deployment ->
                          wrong.add(Manifests.title(deployment) + " fights with its autoscaler"));
              boolean kept =
                  manifests
                      .ofKind("PodDisruptionBudget")
                      .anyMatch(
                          budget ->
                              selected(new Selector(budget.at("/spec/selector"))).contains(name));
              if (!kept) {
                wrong.add(name + " has no disruption budget");
              }
            });
    Stream<JsonNode> budgets = manifests.ofKind("PodDisruptionBudget");
    budgets.forEach(
        budget ->
            selected(new Selector(budget.at("/spec/selector"))).stream()
                .filter(name -> !scaled.contains(name))
                .forEach(name -> wrong.add(name + " has one replica, and blocks every drain")));
    return wrong;
  }

  private List<String> namespaces() {
    return manifests.objects().stream()
        .filter(object -> !CLUSTER_WIDE.contains(Manifests.kind(object)))
        .filter(object -> !object.at("/metadata/namespace").asString("").equals("hearth"))
        .map(object -> Manifests.title(object) + " is elsewhere")
        .toList();
  }
}
