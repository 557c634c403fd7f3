package dev.hearth.deploy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the network policies of one namespace allow, by the rules of the NetworkPolicy API
 * (networking.k8s.io/v1): a pod that no policy selects for a direction may do all; otherwise what
 * any of them allows, and both ends must allow it. An address range covers pods, too, as it does
 * with some network plugins.
 */
final class NetworkRules {

  /**
   * One end of a flow.
   *
   * @param name how it is named in messages
   * @param address its IP address
   * @param namespace the labels of its namespace, or null for what is not a pod
   * @param labels its labels, or null for what is not a pod
   * @param ports its ports by name
   * @param governed whether the policies apply to it
   */
  record Peer(
      String name,
      InetAddress address,
      @Nullable Map<String, String> namespace,
      @Nullable Map<String, String> labels,
      Map<String, Integer> ports,
      boolean governed) {

    /** Something outside the cluster. */
    static Peer address(String name, String address) {
      return new Peer(name, inet(address), null, null, Map.of(), false);
    }

    /** A pod of another namespace. */
    static Peer foreignPod(
        String name, String address, String namespace, Map<String, String> labels) {
      return new Peer(
          name,
          inet(address),
          Map.of("kubernetes.io/metadata.name", namespace),
          labels,
          Map.of(),
          false);
    }

    /** A pod of the workload. */
    static Peer of(Workload workload, String address) {
      return new Peer(
          workload.name(),
          inet(address),
          Map.of("kubernetes.io/metadata.name", "hearth"),
          workload.labels(),
          workload.ports(),
          true);
    }
  }

  private final List<JsonNode> policies;

  NetworkRules(Manifests manifests) {
    policies = manifests.ofKind("NetworkPolicy").toList();
  }

  /** Whether a connection can be made. */
  boolean allow(Peer from, Peer to, String protocol, int port) {
    return allow("Egress", from, to, to, protocol, port)
        && allow("Ingress", to, from, to, protocol, port);
  }

  private boolean allow(
      String direction, Peer subject, Peer other, Peer destination, String protocol, int port) {
    if (!subject.governed() || subject.labels() == null) {
      return true;
    }
    Map<String, String> labels = subject.labels();
    List<JsonNode> applying =
        policies.stream()
            .filter(policy -> types(policy).contains(direction))
            .filter(policy -> new Selector(policy.at("/spec/podSelector")).matches(labels))
            .toList();
    if (applying.isEmpty()) {
      return true;
    }
    String rules = direction.equals("Egress") ? "egress" : "ingress";
    String peers = direction.equals("Egress") ? "to" : "from";
    for (JsonNode policy : applying) {
      for (JsonNode rule : policy.path("spec").path(rules)) {
        if (matchesPeer(rule.path(peers), other)
            && matchesPort(rule.path("ports"), destination, protocol, port)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> types(JsonNode policy) {
    JsonNode types = policy.at("/spec/policyTypes");
    if (!types.isMissingNode()) {
      return Workload.list(types).stream().map(JsonNode::asString).toList();
    }
    List<String> implied = new ArrayList<>(List.of("Ingress"));
    if (policy.path("spec").has("egress")) {
      implied.add("Egress");
    }
    return implied;
  }

  private static boolean matchesPeer(JsonNode peers, Peer other) {
    if (peers.isEmpty()) {
      return true;
    }
    for (JsonNode peer : peers) {
      if (peer.has("ipBlock") ? inBlock(peer.path("ipBlock"), other) : isPod(peer, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPod(JsonNode peer, Peer other) {
    if (other.labels() == null || other.namespace() == null) {
      return false;
    }
    boolean namespace =
        peer.has("namespaceSelector")
            ? new Selector(peer.path("namespaceSelector")).matches(other.namespace())
            : other.governed();
    return namespace
        && (!peer.has("podSelector")
            || new Selector(peer.path("podSelector")).matches(other.labels()));
  }

  private static boolean inBlock(JsonNode block, Peer other) {
    if (!contains(block.path("cidr").asString(), other.address())) {
      return false;
    }
    for (JsonNode except : block.path("except")) {
      if (contains(except.asString(), other.address())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matchesPort(
      JsonNode ports, Peer destination, String protocol, int number) {
    if (ports.isEmpty()) {
      return true;
    }
    for (JsonNode port : ports) {
      if (!port.path("protocol").asString("TCP").equals(protocol)) {
        continue;
      }
      JsonNode wanted = port.path("port");
      if (wanted.isMissingNode()) {
        return true;
      }
      int first =
          wanted.isString()
              ? destination.ports().getOrDefault(wanted.asString(), -1)
              : wanted.asInt();
      int last = port.has("endPort") ? port.path("endPort").asInt() : first;
      if (number >= first && number <= last) {
        return true;
      }
    }
    return false;
  }

  /** Whether a range in CIDR notation contains an address. */
  static boolean contains(String cidr, InetAddress address) {
    String[] parts = cidr.split("/", 2);
    byte[] network = inet(parts[0]).getAddress();
    byte[] candidate = address.getAddress();
    if (network.length != candidate.length) {
      return false;
    }
    int bits = Integer.parseInt(parts[1]);
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((network[bit / 8] & mask) != (candidate[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress inet(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
