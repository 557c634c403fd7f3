package dev.hearth.registry.openapi;

import static dev.hearth.registry.manifest.Finding.Source.OPENAPI;

import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings what a document refers to in other files into it, so that all references lead within one
 * tree. At most {@value #MOST_FILES} files; one that cannot be had leaves its references as they
 * are.
 */
final class Bundle {

  static final String PLACE = "x-hearth-files";

  private static final int MOST_FILES = 30;

  private final OpenApiReader.Files files;
  private final Findings findings;
  private final ObjectNode loaded = JsonNodeFactory.instance.objectNode();

  /** The file's name in the tree; null for one that cannot be had. */
  private final Map<URI, @Nullable String> names = new HashMap<>();

  private Bundle(OpenApiReader.Files files, Findings findings) {
    this.files = files;
    this.findings = findings;
  }

  /** The document with everything in it; changed in place. */
  static void into(
      ObjectNode document, @Nullable URI base, OpenApiReader.Files files, Findings findings) {
    Bundle bundle = new Bundle(files, findings);
    if (base != null) {
      bundle.names.put(withoutFragment(base), "");
    }
    bundle.rewrite(document, base, "", "");
    if (!bundle.loaded.isEmpty()) {
      document.set(PLACE, bundle.loaded);
    }
  }

  /**
   * Rewrites the references below a node.
   *
   * @param base where the file is that the node stands in
   * @param prefix where that file stands in the tree
   * @param pointer where the node stands, for the findings
   */
  private void rewrite(JsonNode node, @Nullable URI base, String prefix, String pointer) {
    if (node instanceof ObjectNode object) {
      if (object.path("$ref").isString()) {
        String reference = object.path("$ref").asString();
        object.put("$ref", rewritten(reference, base, prefix, pointer));
      }
      for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
        rewrite(entry.getValue(), base, prefix, References.step(pointer, entry.getKey()));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        rewrite(array.path(i), base, prefix, pointer + "/" + i);
      }
    }
  }

  private String rewritten(String reference, @Nullable URI base, String prefix, String pointer) {
    if (reference.startsWith("#")) {
      return prefix.isEmpty() ? reference : "#" + prefix + reference.substring(1);
    }
    URI target;
    try {
      URI written = new URI(reference.strip().replace(" ", "%20"));
      target = base == null ? written : base.resolve(written);
    } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
      return reference;
    }
    if (target.getHost() == null) {
      return reference;
    }
    String name = name(withoutFragment(target), pointer);
    String fragment = target.getRawFragment() == null ? "" : target.getRawFragment();
    if (name == null || !(fragment.isEmpty() || fragment.startsWith("/"))) {
      return reference;
    }
    return "#" + (name.isEmpty() ? "" : "/" + PLACE + "/" + name) + fragment;
  }

  private @Nullable String name(URI file, String pointer) {
    if (names.containsKey(file)) {
      return names.get(file);
    }
    if (names.size() > MOST_FILES) {
      findings.warning(
          OPENAPI,
          pointer,
          "too-many-files",
          "Spread the document over at most " + MOST_FILES + " files.");
      return null;
    }
    String name = "f" + names.size();
    names.put(file, null);
    Optional<String> text = files.text(file);
    if (text.isEmpty()) {
      findings.warning(
          OPENAPI,
          pointer,
          "unreachable-reference",
          "Move what '"
              + Texts.line(file.toString(), 100)
              + "' holds into this document; it could not be fetched.");
      return null;
    }
    try {
      JsonNode tree = Trees.jsonOrYaml(text.get());
      names.put(file, name);
      loaded.set(name, tree);
      rewrite(tree, file, "/" + PLACE + "/" + name, pointer);
      return name;
    } catch (Trees.Unreadable unreadable) {
      findings.warning(
          OPENAPI,
          pointer,
          "unreadable-reference",
          "'" + Texts.line(file.toString(), 100) + "' is " + unreadable.message() + ".");
      return null;
    }
  }

  private static URI withoutFragment(URI uri) {
    String text = uri.toString();
    int mark = text.indexOf('#');
    return mark < 0 ? uri : URI.create(text.substring(0, mark));
  }
}
