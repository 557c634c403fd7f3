package dev.hearth.registry.registration;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Finding.Source;
import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Manifest;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.openapi.Operation;
import dev.hearth.registry.openapi.ToolDraft;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at what models would read of a plugin. The moderation-service judges every text; what it
 * blocks is left out, what it redacts is redacted. What commands the model, hides text or speaks of
 * other plugins' tools is a finding: many harmless authors do it too. Thread-safe.
 */
@Component
class Review {

  private static final Set<Category> INSTRUCTIONS =
      EnumSet.of(Category.PROMPT_INJECTION, Category.JAILBREAK);
  private static final Set<String> LEARNED = Set.of("fast", "encoder");
  private static final int MOST_ITEMS = 500;

  private static final Pattern COMMAND =
      Pattern.compile(
          "\\b(?:ignore|disregard|forget|override)\\b[^.]{0,40}\\b(?:instructions?|rules?|prompts?|"
              + "guidelines?|above|previous)\\b|\\b(?:do"
              + " not|don't|never)\\b[^.]{0,20}\\b(?:tell|mention|reveal|inform|show)\\b[^.]{0,40}\\buser|\\bsystem"
              + " prompt\\b"
              + "|\\b(?:always|must|only|first)\\b[^.]{0,30}\\b(?:use|call|invoke|prefer)\\b[^.]{0,30}\\b(?:this|the)"
              + " (?:tool|plugin|function|api)\\b|\\b(?:instead of|before|never use|do not"
              + " use|don't use)\\b[^.]{0,20}"
              + "\\b(?:other|another|any)\\b[^.]{0,20}\\b(?:tools?|plugins?|functions?)\\b|\\b(?:send|include|append|pass|forward)\\b[^.]{0,40}\\b(?:conversation|chat"
              + " history|api keys?|passwords?|system message)\\b",
          Pattern.CASE_INSENSITIVE);

  /** Characters that nobody sees, raw or as JSON writes them, and comments of HTML. */
  private static final Pattern HIDDEN =
      Pattern.compile(
          "[\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2069\\x{E0000}-\\x{E007F}]"
              + "|(?<!^)\\uFEFF"
              + "|\\\\u(?:200[bBeEfF]|202[a-eA-E]|206[0-9]|[dD][bB]40)"
              + "|<!--"
              + "|[ \\u00A0]{200,}\\S");

  private final ModerationApi moderation;
  private final Catalog catalog;

  Review(ModerationApi moderation, Catalog catalog) {
    this.moderation = moderation;
    this.catalog = catalog;
  }

  /**
   * What is left for models.
   *
   * @param manifest null if the policy refuses the plugin's own words
   */
  record Reviewed(@Nullable Manifest manifest, List<ToolDraft> tools) {}

  /**
   * Reviews what was read.
   *
   * @param team whose plugin it would be; null for the platform's
   * @throws ServiceException 503 if the texts could not be judged
   */
  Reviewed review(
      Hop hop, @Nullable String team, Manifest manifest, List<ToolDraft> tools, Findings findings) {
    Set<String> others = team == null ? Set.of() : namesOfOthers(team, manifest.name());
    Words words = Words.of(tools);
    suspect(manifest.purpose(), words.source(), words.purpose(), others, findings);
    suspect(manifest.description(), words.source(), words.description(), others, findings);
    List<String> texts = new ArrayList<>();
    texts.add(manifest.title());
    texts.add(manifest.description());
    texts.add(manifest.purpose());
    for (ToolDraft tool : tools) {
      String schema = strings(tool.parameters());
      suspect(tool.description() + "\n" + schema, source(tool), pointer(tool), others, findings);
      texts.add(tool.name() + ": " + tool.description());
      texts.add(schema);
    }
    List<Verdict> verdicts = judged(hop, texts);
    List<ToolDraft> kept = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      screened(tools.get(i), verdicts.get(3 + 2 * i), verdicts.get(4 + 2 * i), findings)
          .ifPresent(kept::add);
    }
    return new Reviewed(screened(manifest, words, verdicts, findings), kept);
  }

  /** Where a plugin's own words stand: in its manifest, or in what an MCP server says of itself. */
  private record Words(Source source, String title, String description, String purpose) {

    static Words of(List<ToolDraft> tools) {
      return tools.stream().anyMatch(tool -> tool.operation().mcpTool() != null)
          ? new Words(Source.MCP, "/serverInfo/title", "/serverInfo/description", "/instructions")
          : new Words(
              Source.MANIFEST,
              "/name_for_human",
              "/description_for_human",
              "/description_for_model");
    }
  }

  /** Reports text in a file that people who read it do not see. */
  static void findHidden(Content file, Source source, Findings findings) {
    if (HIDDEN.matcher(file.text()).find()) {
      findings.warning(
          source,
          "",
          "hidden-text",
          "Take out invisible characters, HTML comments and text behind long gaps: people do not"
              + " see what models read there.");
    }
  }

  private Set<String> namesOfOthers(String team, String own) {
    Set<String> names = new LinkedHashSet<>();
    for (Plugin plugin : catalog.visible(team)) {
      if (!plugin.name().equalsIgnoreCase(own)) {
        plugin.tools().stream()
            .map(tool -> tool.name().toLowerCase(Locale.ROOT))
            .filter(name -> name.contains("_") || name.length() > 12)
            .forEach(names::add);
      }
    }
    return names;
  }

  private static void suspect(
      String text, Source source, String pointer, Set<String> others, Findings findings) {
    if (COMMAND.matcher(text).find()) {
      findings.warning(
          source,
          pointer,
          "commands-model",
          "Describe what the plugin does; this text tells the model how to behave.");
    }
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9_-]+")) {
      if (others.contains(word)) {
        findings.warning(
            source,
            pointer,
            "names-other-tool",
            "Leave out '" + Texts.line(word, 64) + "': it is a tool of another plugin.");
      }
    }
  }

  private List<Verdict> judged(Hop hop, List<String> texts) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += MOST_ITEMS) {
      List<ScreenRequest.Item> items =
          texts.subList(from, Math.min(texts.size(), from + MOST_ITEMS)).stream()
              .map(text -> new ScreenRequest.Item(text, 0, true))
              .toList();
      List<Verdict> some =
          moderation.screen(hop, new ScreenRequest(Direction.TOOL, items)).verdicts();
      if (some.size() != items.size()) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.UNAVAILABLE,
            "the moderation-service left texts without a verdict",
            null,
            1,
            null);
      }
      some.forEach(verdict -> verdicts.add(asDescription(verdict)));
    }
    return verdicts;
  }

  /**
   * A description tells a model what to do, by its nature: where only a learned layer takes it for
   * an instruction, that is reported and no reason to refuse it.
   */
  private static Verdict asDescription(Verdict verdict) {
    List<Verdict.Finding> findings =
        verdict.findings().stream()
            .map(
                finding ->
                    finding.action() == Action.BLOCK
                            && INSTRUCTIONS.contains(finding.category())
                            && LEARNED.contains(finding.layer())
                        ? new Verdict.Finding(
                            finding.category(),
                            Action.FLAG,
                            finding.score(),
                            finding.layer(),
                            finding.rule(),
                            finding.start(),
                            finding.end(),
                            finding.replacement())
                        : finding)
            .toList();
    if (findings.equals(verdict.findings())) {
      return verdict;
    }
    Action strictest =
        findings.stream()
            .map(Verdict.Finding::action)
            .max(Comparator.naturalOrder())
            .orElse(Action.ALLOW);
    return new Verdict(strictest, verdict.scores(), findings, verdict.settled());
  }

  private static @Nullable Manifest screened(
      Manifest manifest, Words words, List<Verdict> verdicts, Findings findings) {
    boolean refused = false;
    List<String> texts = new ArrayList<>();
    List<String> fields = List.of(words.title(), words.description(), words.purpose());
    List<String> given = List.of(manifest.title(), manifest.description(), manifest.purpose());
    for (int i = 0; i < fields.size(); i++) {
      Verdict verdict = verdicts.get(i);
      report(verdict, words.source(), fields.get(i), "This text", findings);
      refused |= verdict.action() == Action.BLOCK;
      texts.add(redacted(verdict, given.get(i)));
    }
    return refused
        ? null
        : new Manifest(
            manifest.name(),
            texts.get(0),
            texts.get(1),
            texts.get(2),
            manifest.auth(),
            manifest.apiUrl(),
            manifest.logoUrl());
  }

  private static Optional<ToolDraft> screened(
      ToolDraft tool, Verdict description, Verdict words, Findings findings) {
    String pointer = pointer(tool);
    report(description, source(tool), pointer, "The tool '" + tool.name() + "'", findings);
    report(words, source(tool), pointer, "A schema of the tool '" + tool.name() + "'", findings);
    if (description.action() == Action.BLOCK || words.action() == Action.BLOCK) {
      return Optional.empty();
    }
    String named = tool.name() + ": ";
    String text = redacted(description, named + tool.description());
    return Optional.of(
        new ToolDraft(
            tool.name(),
            text.startsWith(named) ? text.substring(named.length()) : tool.description(),
            words.action() == Action.REDACT
                ? withoutDescriptions(tool.parameters())
                : tool.parameters(),
            tool.consequential(),
            tool.alwaysAsk(),
            tool.operation()));
  }

  private static String redacted(Verdict verdict, String text) {
    return verdict.action() == Action.REDACT ? verdict.redact(text) : text;
  }

  private static void report(
      Verdict verdict, Source source, String pointer, String what, Findings findings) {
    String categories =
        verdict.findings().stream()
            .map(Verdict.Finding::category)
            .map(Category::text)
            .distinct()
            .collect(Collectors.joining(", "));
    switch (verdict.action()) {
      case ALLOW -> {
        // Nothing to say.
      }
      case FLAG ->
          findings.warning(
              source,
              pointer,
              "flagged-text",
              what + " is near what is refused: " + categories + ".");
      case REDACT ->
          findings.warning(
              source,
              pointer,
              "redacted-text",
              what + " holds what models are not shown and was redacted: " + categories + ".");
      case BLOCK ->
          findings.error(
              source,
              pointer,
              "refused-text",
              what + " is refused by the content policy: " + categories + ".");
    }
  }

  private static Source source(ToolDraft tool) {
    return tool.operation().mcpTool() == null ? Source.OPENAPI : Source.MCP;
  }

  private static String pointer(ToolDraft tool) {
    Operation operation = tool.operation();
    if (operation.mcpTool() != null) {
      return "/tools/" + tool.name();
    }
    return "/paths/"
        + operation.path().replace("~", "~0").replace("/", "~1")
        + "/"
        + operation.method().toLowerCase(Locale.ROOT);
  }

  /** All that a model would read in a schema, a line each. */
  private static String strings(JsonNode node) {
    StringBuilder all = new StringBuilder();
    collect(node, all);
    return all.toString();
  }

  private static void collect(JsonNode node, StringBuilder all) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!entry.getKey().equals("type") && !entry.getKey().equals("format")) {
          all.append(entry.getKey()).append('\n');
          collect(entry.getValue(), all);
        }
      }
    } else if (node.isArray()) {
      node.forEach(item -> collect(item, all));
    } else if (node.isString()) {
      all.append(node.asString()).append('\n');
    }
  }

  private static JsonNode withoutDescriptions(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        // A property may itself be called description: that one is an object.
        boolean prose = entry.getKey().equals("description") && entry.getValue().isString();
        if (!prose && !entry.getKey().equals("default")) {
          copy.set(entry.getKey(), withoutDescriptions(entry.getValue()));
        }
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(withoutDescriptions(item)));
      return copy;
    }
    return node;
  }
}
