package dev.hearth.standalone;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A collector that understands OTLP over HTTP and keeps the spans that it gets. */
final class TraceCollector implements AutoCloseable {

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  private TraceCollector(HttpServer server) {
    this.server = server;
  }

  /**
   * A span as it came.
   *
   * @param service the name of the service that sent it
   * @param trace the id of its trace, in hex
   */
  record Received(String service, String trace, String name, Map<String, String> attributes) {}

  static TraceCollector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TraceCollector collector = new TraceCollector(server);
    server.createContext("/v1/traces", collector::receive);
    server.start();
    return collector;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  List<Received> spans() {
    return spans;
  }

  /** All that came, so that a test can look for what must not be in it. */
  String everything() {
    return String.join("", bodies);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      bodies.add(new String(body, StandardCharsets.UTF_8));
      keep(body);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void keep(byte[] body) throws InvalidProtocolBufferException {
    for (ResourceSpans resource :
        ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      String service =
          attributes(resource.getResource().getAttributesList())
              .getOrDefault("service.name", "unnamed");
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          spans.add(
              new Received(
                  service,
                  HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                  span.getName(),
                  attributes(span.getAttributesList())));
        }
      }
    }
  }

  private static Map<String, String> attributes(List<KeyValue> pairs) {
    return pairs.stream()
        .collect(Collectors.toMap(KeyValue::getKey, pair -> pair.getValue().getStringValue()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
