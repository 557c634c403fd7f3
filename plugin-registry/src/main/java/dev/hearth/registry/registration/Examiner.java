package dev.hearth.registry.registration;

import static dev.hearth.registry.manifest.Finding.Source.MANIFEST;
import static dev.hearth.registry.manifest.Finding.Source.MCP;
import static dev.hearth.registry.manifest.Finding.Source.OPENAPI;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.NewVersion;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.credentials.Authorizer;
import dev.hearth.registry.egress.Clearance;
import dev.hearth.registry.egress.EgressClient;
import dev.hearth.registry.egress.EgressException;
import dev.hearth.registry.egress.EgressRequest;
import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Manifest;
import dev.hearth.registry.manifest.ManifestReader;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.mcp.McpClient;
import dev.hearth.registry.mcp.McpEndpoint;
import dev.hearth.registry.mcp.McpException;
import dev.hearth.registry.mcp.McpListing;
import dev.hearth.registry.mcp.McpTools;
import dev.hearth.registry.openapi.OpenApiReader;
import dev.hearth.registry.openapi.ToolDraft;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads submissions, fetching what they refer to, and reports on them. Thread-safe. */
@Component
class Examiner {

  private static final Logger log = LoggerFactory.getLogger(Examiner.class);
  private static final String DOCUMENT_TYPES =
      "application/json, application/yaml, text/yaml, text/plain, */*;q=0.5";

  private final EgressClient egress;
  private final McpClient mcp;
  private final Authorizer authorizer;
  private final Catalog catalog;
  private final Review review;
  private final RegistryProperties properties;

  Examiner(
      EgressClient egress,
      McpClient mcp,
      Authorizer authorizer,
      Catalog catalog,
      Review review,
      RegistryProperties properties) {
    this.egress = egress;
    this.mcp = mcp;
    this.authorizer = authorizer;
    this.catalog = catalog;
    this.review = review;
    this.properties = properties;
  }

  /**
   * Reads a submission.
   *
   * @param team whose plugin it would be; null for the platform's
   * @throws ServiceException 422 {@code egress_refused}, {@code manifest_unreachable} or {@code
   *     mcp_unreachable} if the address cannot be fetched, 503 if its texts cannot be judged
   */
  Examination examine(Hop hop, @Nullable String team, Submission submission, Clearance clearance) {
    Findings findings = new Findings();
    if (submission.mcp() != null) {
      return examine(hop, team, submission.mcp(), clearance, findings);
    }
    Content manifestFile = submission.manifest();
    URI manifestUrl = submission.manifestUrl();
    if (manifestFile == null && manifestUrl != null) {
      manifestFile = fetchManifest(manifestUrl, clearance);
    }
    Manifest manifest = null;
    if (manifestFile != null) {
      Optional<Manifest> read = ManifestReader.read(manifestFile.text(), manifestUrl, findings);
      if (read.isEmpty()) {
        return new Examination(null, List.of(), findings.list());
      }
      manifest = read.get();
    }
    URI documentUrl = manifest == null ? null : documentUrl(manifest, manifestUrl, findings);
    Content documentFile = submission.document();
    if (documentFile == null) {
      documentFile = fetchDocument(documentUrl, clearance, findings);
    }
    if (documentFile == null) {
      return new Examination(null, List.of(), findings.list());
    }
    OpenApiReader.Document document =
        OpenApiReader.read(
            documentFile.text(),
            new OpenApiReader.Origin(documentUrl, manifestUrl, submission.baseUrl()),
            file -> fetchFile(file, clearance),
            findings);
    if (document == null || document.tools().isEmpty()) {
      return new Examination(null, List.of(), findings.list());
    }
    if (manifest == null) {
      manifest = derived(document);
    }
    if (manifestFile != null) {
      Review.findHidden(manifestFile, MANIFEST, findings);
    }
    Review.findHidden(documentFile, OPENAPI, findings);
    Review.Reviewed reviewed = review.review(hop, team, manifest, document.tools(), findings);
    if (reviewed.manifest() == null || reviewed.tools().isEmpty()) {
      return new Examination(null, reviewed.tools(), findings.list());
    }
    manifest = reviewed.manifest();
    NewVersion version =
        new NewVersion(
            manifest.name(),
            hash(manifestFile, documentFile, submission),
            manifestFile,
            manifestUrl == null ? null : manifestUrl.toString(),
            documentFile,
            documentUrl == null ? null : documentUrl.toString(),
            submission.logo(),
            new Plugin.Summary(
                manifest.title(),
                manifest.description(),
                manifest.purpose(),
                manifest.auth().type().name().toLowerCase(Locale.ROOT),
                manifest.auth(),
                document.operations()),
            reviewed.tools(),
            findings.list());
    return new Examination(version, reviewed.tools(), findings.list());
  }

  private Examination examine(
      Hop hop, @Nullable String team, McpServer server, Clearance clearance, Findings findings) {
    McpListing listing = listing(endpoint(team, server, clearance), findings);
    if (listing == null) {
      return new Examination(null, List.of(), findings.list());
    }
    List<ToolDraft> tools = McpTools.read(listing, findings);
    if (tools.isEmpty()) {
      return new Examination(null, List.of(), findings.list());
    }
    Content said = said(listing);
    Review.findHidden(said, MCP, findings);
    Manifest manifest =
        server.manifest(
            listing.name(), listing.title(), listing.description(), listing.instructions());
    Review.Reviewed reviewed = review.review(hop, team, manifest, tools, findings);
    if (reviewed.manifest() == null && listing.instructions() != null) {
      // Instructions are written to command a model; the tools may be harmless without them.
      Manifest without =
          server.manifest(listing.name(), listing.title(), listing.description(), null);
      reviewed = review.review(hop, team, without, tools, findings);
    }
    manifest = reviewed.manifest();
    if (manifest == null || reviewed.tools().isEmpty()) {
      return new Examination(null, reviewed.tools(), findings.list());
    }
    NewVersion version =
        new NewVersion(
            manifest.name(),
            Texts.hash(server.named(manifest.name()).content().text() + "\n" + said.text()),
            server.content(),
            null,
            said,
            listing.uri().toString(),
            null,
            new Plugin.Summary(
                manifest.title(),
                manifest.description(),
                manifest.purpose(),
                manifest.auth().type().name().toLowerCase(Locale.ROOT),
                manifest.auth(),
                listing.tools().size(),
                server.url()),
            reviewed.tools(),
            findings.list());
    return new Examination(version, reviewed.tools(), findings.list());
  }

  /** With the credentials that came along, or those that are stored for this server. */
  private McpEndpoint endpoint(@Nullable String team, McpServer server, Clearance clearance) {
    EgressRequest plain = new EgressRequest("POST", server.url(), List.of(), null, 0, 0);
    EgressRequest authorized = plain;
    if (server.credentials() != null) {
      authorized =
          authorizer
              .authorize(server.credentials(), plain, clearance, properties.fetchTimeout())
              .request();
    } else if (team != null) {
      Optional<Plugin> known =
          catalog.visible(team).stream()
              .filter(plugin -> team.equals(plugin.team()))
              .filter(plugin -> server.url().equals(plugin.summary().mcpUrl()))
              .filter(
                  plugin -> server.name() == null || server.name().equalsIgnoreCase(plugin.name()))
              .findFirst();
      if (known.isPresent()) {
        authorized =
            authorizer.authorize(known.get(), team, plain, properties.fetchTimeout()).request();
      }
    }
    return new McpEndpoint(authorized.uri(), authorized.secrets(), clearance);
  }

  private @Nullable McpListing listing(McpEndpoint endpoint, Findings findings) {
    try {
      return mcp.list(endpoint, properties.fetchTimeout());
    } catch (EgressException failed) {
      throw unprocessable(
          failed.reason() == EgressException.Reason.REFUSED ? "egress_refused" : "mcp_unreachable",
          failed.message(),
          "mcp_url");
    } catch (McpException senseless) {
      findings.error(
          MCP,
          "",
          "not-mcp",
          "Give the address of an MCP server with streamable HTTP; of this one: "
              + senseless.message()
              + ".");
    } catch (McpClient.Refused refused) {
      findings.error(
          MCP,
          "",
          refused.isUnauthorized() ? "credentials-needed" : "not-mcp",
          refused.isUnauthorized()
              ? "Send the credentials that the server wants along as 'credentials'."
              : "Give the address of an MCP server with streamable HTTP; of this one: "
                  + refused.message()
                  + ".");
    }
    return null;
  }

  /** What models see of it depends on this and nothing else; the tools' order says nothing. */
  private static Content said(McpListing listing) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("uri", listing.uri().toString());
    node.put("name", listing.name());
    node.put("title", listing.title());
    node.put("description", listing.description());
    node.put("instructions", listing.instructions());
    ArrayNode tools = node.putArray("tools");
    listing.tools().stream()
        .sorted(Comparator.comparing(tool -> tool.path("name").asString("")))
        .forEach(tools::add);
    return Content.of(node.toString());
  }

  private Content fetchManifest(URI url, Clearance clearance) {
    try {
      EgressResponse response = fetch(url, clearance);
      if (!response.isSuccess()) {
        throw unprocessable(
            "manifest_unreachable",
            "the manifest's address answered " + response.status(),
            "manifest_url");
      }
      return response.body();
    } catch (EgressException failed) {
      throw failed.reason() == EgressException.Reason.REFUSED
          ? unprocessable("egress_refused", failed.message(), "manifest_url")
          : unprocessable("manifest_unreachable", failed.message(), "manifest_url");
    }
  }

  private static ServiceException unprocessable(String code, String message, String param) {
    return new ServiceException(HttpStatus.UNPROCESSABLE_CONTENT, code, message, param);
  }

  private @Nullable Content fetchDocument(
      @Nullable URI url, Clearance clearance, Findings findings) {
    if (url == null) {
      if (!findings.has("no-api")) {
        findings.error(
            MANIFEST,
            "/api/url",
            "no-api",
            "Say in api.url where the OpenAPI document is, or send it along as the part"
                + " 'openapi'.");
      }
      return null;
    }
    try {
      EgressResponse response = fetch(url, clearance);
      if (!response.isSuccess()) {
        findings.error(
            MANIFEST,
            "/api/url",
            "document-unreachable",
            "The address of the OpenAPI document answered status " + response.status() + ".");
        return null;
      }
      if (response.truncated()) {
        findings.error(
            OPENAPI,
            "",
            "document-too-large",
            "Make the OpenAPI document smaller than " + properties.maxDocumentSize() + ".");
        return null;
      }
      return response.body();
    } catch (EgressException failed) {
      boolean refused = failed.reason() == EgressException.Reason.REFUSED;
      findings.error(
          MANIFEST,
          "/api/url",
          refused ? "egress-refused" : "document-unreachable",
          "The OpenAPI document was not fetched: "
              + failed.message()
              + ". Correct api.url, or send the document along as the part 'openapi'.");
      return null;
    }
  }

  /** A file that a document refers to; the reader says where it is missing. */
  private Optional<String> fetchFile(URI file, Clearance clearance) {
    try {
      EgressResponse response = fetch(file, clearance);
      return response.isSuccess() && !response.truncated()
          ? Optional.of(response.text())
          : Optional.empty();
    } catch (EgressException failed) {
      log.debug("{} cannot be fetched: {}", file.getHost(), failed.message());
      return Optional.empty();
    }
  }

  private EgressResponse fetch(URI url, Clearance clearance) {
    int most = Math.toIntExact(properties.maxDocumentSize().toBytes());
    return egress.send(
        EgressRequest.get(url, DOCUMENT_TYPES, most), clearance, properties.fetchTimeout());
  }

  private static @Nullable URI documentUrl(
      Manifest manifest, @Nullable URI manifestUrl, Findings findings) {
    String written = manifest.apiUrl();
    if (written == null) {
      return null;
    }
    try {
      URI url = new URI(written);
      URI absolute = manifestUrl == null ? url : manifestUrl.resolve(url);
      if (absolute.getHost() != null) {
        return absolute;
      }
    } catch (URISyntaxException | IllegalArgumentException invalid) {
      findings.warning(
          MANIFEST,
          "/api/url",
          "invalid-api-url",
          "'" + Texts.line(written, 100) + "' is not an address; correct api.url.");
    }
    return null;
  }

  private static Manifest derived(OpenApiReader.Document document) {
    String title = document.title().isEmpty() ? "Plugin" : document.title();
    String name = Texts.name(title.toLowerCase(Locale.ROOT), 64);
    String purpose = document.description().isEmpty() ? title : document.description();
    return new Manifest(
        name.isEmpty() ? "plugin_" + Texts.hash(title).substring(0, 8) : name,
        title,
        purpose,
        purpose,
        Manifest.Auth.NONE,
        null,
        null);
  }

  private static String hash(@Nullable Content manifest, Content document, Submission submission) {
    return new Submission(
            manifest, submission.manifestUrl(), document, submission.logo(), submission.baseUrl())
        .hash();
  }
}
