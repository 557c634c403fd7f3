package dev.hearth.registry.openapi;

import static dev.hearth.registry.manifest.Finding.Source.OPENAPI;

import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Texts;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Chooses the server that is called, by ChatGPT's rule: the first one that is equal to or under the
 * manifest's root domain, else the host that the document came from. Where neither is known, since
 * both files were uploaded, the first absolute one. A base address given by whoever registers goes
 * before all.
 */
final class ServerChoice {

  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");

  private final @Nullable URI document;
  private final @Nullable URI base;
  private final @Nullable String root;
  private final Findings findings;

  /** A choice for one document. */
  ServerChoice(OpenApiReader.Origin origin, Findings findings) {
    this.document = origin.document();
    this.base = origin.base() == null ? null : withoutSlash(origin.base());
    this.findings = findings;
    URI manifest = origin.manifest();
    String host = manifest == null ? null : manifest.getHost();
    if (host == null && document != null) {
      host = document.getHost();
    }
    this.root = host == null ? null : rootDomain(host);
  }

  /** The base address for the whole document, or null if none can be found. */
  @Nullable URI forDocument(JsonNode document) {
    if (base != null) {
      return base;
    }
    if (document.has("swagger") && !document.has("servers")) {
      return chosen(swaggerServers(document), "/host");
    }
    return chosen(servers(document.path("servers"), "/servers"), "/servers");
  }

  /** The base address for a path or operation with servers of its own, or {@code inherited}. */
  @Nullable URI forPart(JsonNode part, String pointer, @Nullable URI inherited) {
    JsonNode servers = part.path("servers");
    if (base != null || !servers.isArray() || servers.isEmpty()) {
      return inherited;
    }
    URI own = chosen(servers(servers, pointer + "/servers"), pointer + "/servers");
    return own == null ? inherited : own;
  }

  private @Nullable URI chosen(List<URI> candidates, String pointer) {
    if (root == null) {
      return candidates.isEmpty() ? null : withoutSlash(candidates.getFirst());
    }
    for (URI candidate : candidates) {
      if (candidate.getHost() != null && isUnderRoot(candidate.getHost())) {
        return withoutSlash(candidate);
      }
    }
    if (document == null) {
      return candidates.isEmpty() ? null : withoutSlash(candidates.getFirst());
    }
    if (!candidates.isEmpty()) {
      findings.warning(
          OPENAPI,
          pointer,
          "foreign-server",
          "Name a server under the manifest's domain '"
              + root
              + "'; calls go to the document's host instead.");
    }
    return withoutSlash(document.resolve("/"));
  }

  private boolean isUnderRoot(String host) {
    String plain = host.toLowerCase(Locale.ROOT);
    return plain.equals(root) || plain.endsWith("." + root);
  }

  private List<URI> servers(JsonNode servers, String pointer) {
    List<URI> found = new ArrayList<>();
    for (int i = 0; servers.isArray() && i < servers.size(); i++) {
      JsonNode server = servers.path(i);
      String url = server.isString() ? server.asString() : server.path("url").asString("");
      add(found, filledIn(url, server.path("variables")), pointer + "/" + i + "/url");
    }
    return found;
  }

  private List<URI> swaggerServers(JsonNode root) {
    List<URI> found = new ArrayList<>();
    String host = root.path("host").asString("").strip();
    String base = root.path("basePath").asString("").strip();
    String path = base.isEmpty() || base.startsWith("/") ? base : "/" + base;
    if (host.isEmpty()) {
      add(found, path.isEmpty() ? "/" : path, "/basePath");
      return found;
    }
    List<String> schemes = new ArrayList<>();
    root.path("schemes").forEach(scheme -> schemes.add(scheme.asString("")));
    String scheme = schemes.contains("https") || !schemes.contains("http") ? "https" : "http";
    add(found, scheme + "://" + host.replaceFirst("^https?://", "") + path, "/host");
    return found;
  }

  private void add(List<URI> found, String url, String pointer) {
    String plain = url.strip().replace(" ", "%20");
    try {
      URI uri = new URI(plain.replaceFirst("[?#].*$", ""));
      URI absolute = uri.isAbsolute() ? uri : document == null ? null : document.resolve(uri);
      if (absolute == null || absolute.getHost() == null) {
        findings.warning(
            OPENAPI,
            pointer,
            "unusable-server",
            "Make the server's address absolute; '" + Texts.line(url, 80) + "' leads nowhere.");
        return;
      }
      found.add(absolute);
    } catch (URISyntaxException | IllegalArgumentException invalid) {
      findings.warning(
          OPENAPI,
          pointer,
          "unusable-server",
          "'" + Texts.line(url, 80) + "' is not an address; correct the server's url.");
    }
  }

  private static String filledIn(String url, JsonNode variables) {
    Matcher matcher = VARIABLE.matcher(url);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      JsonNode variable = variables.path(matcher.group(1));
      String value = variable.path("default").asString("");
      if (value.isEmpty()) {
        value = variable.path("enum").path(0).asString("");
      }
      // Left as it is where nothing is known: such an address is then reported as none.
      matcher.appendReplacement(
          filled, Matcher.quoteReplacement(value.isEmpty() ? matcher.group() : value));
    }
    return matcher.appendTail(filled).toString();
  }

  private static String rootDomain(String host) {
    String plain = host.toLowerCase(Locale.ROOT);
    PublicSuffixMatcher suffixes = PublicSuffixMatcherLoader.getDefault();
    if (plain.startsWith("[") || plain.matches("[\\d.]+")) {
      return plain;
    }
    String domain = suffixes.getDomainRoot(plain);
    return domain == null ? plain : domain;
  }

  private static URI withoutSlash(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? URI.create(text.replaceFirst("/+$", "")) : uri;
  }
}
