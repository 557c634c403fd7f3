package dev.hearth.standalone.react;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two plugins over texts that no model has read, served over real HTTP: a search in private notes
 * and one in the web, each with the query and the answer that such plugins usually have.
 */
final class Pages implements AutoCloseable {

  /** The texts, each with a question, the answer's forms and its key facts. */
  static final List<JsonNode> TEXTS = texts();

  private static final int SHOWN = 2;

  private final HttpServer server;
  private final String url;

  Pages() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  private static List<JsonNode> texts() {
    try (InputStream in = Pages.class.getResourceAsStream("/react/texts.json")) {
      List<JsonNode> texts = new ArrayList<>();
      JsonMapper.shared().readTree(in).forEach(texts::add);
      return List.copyOf(texts);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Texts of the notes: the first half; the web has the others. */
  static List<JsonNode> notes() {
    return TEXTS.subList(0, TEXTS.size() / 2);
  }

  static List<JsonNode> web() {
    return TEXTS.subList(TEXTS.size() / 2, TEXTS.size());
  }

  List<String> manifests() {
    return List.of(
        url + "/notes/.well-known/ai-plugin.json", url + "/web/.well-known/ai-plugin.json");
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean notes = path.startsWith("/notes/");
    String plugin = notes ? "notes" : "websearch";
    String folder = url + (notes ? "/notes" : "/web");
    JsonNode answer;
    if (path.endsWith("ai-plugin.json")) {
      answer = manifest(plugin, folder, notes);
    } else if (path.endsWith("openapi.json")) {
      answer = openApi(plugin, folder, notes);
    } else {
      String query = String.valueOf(exchange.getRequestURI().getRawQuery());
      answer =
          found(
              notes,
              URLDecoder.decode(query.replaceFirst("^.*?query=", ""), StandardCharsets.UTF_8));
    }
    byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private static JsonNode manifest(String plugin, String folder, boolean notes) {
    String what =
        notes ? "Searches the team's notes and documents." : "Searches the web for news and facts.";
    return JsonMapper.shared()
        .readTree(
            """
            {"schema_version": "v1", "name_for_human": "%s", "name_for_model": "%s",
             "description_for_human": "%s", "description_for_model": "%s",
             "auth": {"type": "none"}, "api": {"type": "openapi", "url": "%s/openapi.json"},
             "logo_url": "%s/logo.png", "contact_email": "bench@example.org",
             "legal_info_url": "https://example.org/legal"}
            """
                .formatted(plugin, plugin, what, what, folder, folder));
  }

  private static JsonNode openApi(String plugin, String folder, boolean notes) {
    String summary =
        notes
            ? "Find passages of the team's notes and documents about people, places and events."
            : "Search the web for pages about people, places and events.";
    return JsonMapper.shared()
        .readTree(
            """
            {"openapi": "3.0.3", "info": {"title": "%s", "version": "1"},
             "servers": [{"url": "%s"}],
             "paths": {"/search": {"get": {"operationId": "search_%s", "summary": "%s",
               "parameters": [{"name": "query", "in": "query", "required": true,
                 "description": "What is looked for, such as tram to the harbour",
                 "schema": {"type": "string"}}],
               "responses": {"200": {"description": "What was found", "content":
                 {"application/json": {"schema": {"type": "object"}}}}}}}}}
            """
                .formatted(plugin, folder, plugin, summary));
  }

  private static JsonNode found(boolean notes, String query) {
    Set<String> wanted = words(query);
    List<JsonNode> best =
        (notes ? notes() : web())
            .stream()
                .sorted(Comparator.comparingLong((JsonNode text) -> -common(wanted, text)))
                .filter(text -> common(wanted, text) > 0)
                .limit(SHOWN)
                .toList();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray(notes ? "passages" : "results");
    for (JsonNode text : best) {
      ObjectNode one = list.addObject().put("title", text.path("title").asString());
      one.put(notes ? "text" : "snippet", text.path("text").asString());
      if (!notes) {
        one.put("url", "https://example.org/" + text.path("title").asString().hashCode());
      }
    }
    return answer;
  }

  private static long common(Set<String> wanted, JsonNode text) {
    return words(text.path("title").asString() + " " + text.path("text").asString()).stream()
        .filter(wanted::contains)
        .mapToLong(String::length)
        .sum();
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
      if (word.length() > 3) {
        words.add(word);
      }
    }
    return words;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
