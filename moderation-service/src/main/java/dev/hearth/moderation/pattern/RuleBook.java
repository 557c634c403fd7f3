package dev.hearth.moderation.pattern;

import dev.hearth.contracts.moderation.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The rules of {@code moderation/rules/*.yml}, one file for each group, and the word lists that
 * they share.
 *
 * @param rules all rules, in a fixed order
 * @param lists word lists by name, each a pattern
 */
record RuleBook(List<Rule> rules, Map<String, String> lists) {

  private static final String FILES = "classpath*:moderation/rules/*.yml";
  private static final String LISTS = "moderation/lists.yml";

  RuleBook {
    rules = List.copyOf(rules);
    lists = Map.copyOf(lists);
    Set<String> names = new HashSet<>();
    for (Rule rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named " + rule.name());
      }
    }
  }

  /** Reads the files. */
  static RuleBook load() {
    YAMLMapper mapper =
        YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    PathMatchingResourcePatternResolver resources =
        new PathMatchingResourcePatternResolver(RuleBook.class.getClassLoader());
    try {
      Resource[] files = resources.getResources(FILES);
      Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
      List<Rule> rules = new ArrayList<>();
      for (Resource file : files) {
        try (InputStream content = file.getInputStream()) {
          RuleFile read = mapper.readValue(content, RuleFile.class);
          read.rules().forEach(rule -> rules.add(rule.in(read.category())));
        }
      }
      try (InputStream content = resources.getResource(LISTS).getInputStream()) {
        return new RuleBook(rules, mapper.readValue(content, new TypeReference<>() {}));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A file: its category, for rules that name none, and its rules. */
  private record RuleFile(Category category, List<Rule> rules) {}
}
