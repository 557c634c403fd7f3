package dev.hearth.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A Deployment, StatefulSet or Job.
 *
 * @param object the manifest
 */
record Workload(JsonNode object) {

  String name() {
    return Manifests.name(object);
  }

  String title() {
    return Manifests.title(object);
  }

  boolean isJob() {
    return Manifests.kind(object).equals("Job");
  }

  JsonNode template() {
    return object.at("/spec/template");
  }

  JsonNode podSpec() {
    return template().path("spec");
  }

  Map<String, String> labels() {
    return labels(template().at("/metadata/labels"));
  }

  List<JsonNode> containers() {
    return list(podSpec().path("containers"));
  }

  /** Those that run before the others, and those others. */
  List<JsonNode> allContainers() {
    List<JsonNode> all = list(podSpec().path("initContainers"));
    all.addAll(containers());
    return all;
  }

  /** Port numbers by name. */
  Map<String, Integer> ports() {
    Map<String, Integer> ports = new HashMap<>();
    for (JsonNode container : containers()) {
      for (JsonNode port : container.path("ports")) {
        ports.put(port.path("name").asString(""), port.path("containerPort").asInt());
      }
    }
    return ports;
  }

  static Map<String, String> labels(JsonNode labels) {
    Map<String, String> map = new HashMap<>();
    labels.properties().forEach(label -> map.put(label.getKey(), label.getValue().asString()));
    return map;
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }
}
