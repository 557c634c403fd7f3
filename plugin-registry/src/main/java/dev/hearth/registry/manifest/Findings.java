package dev.hearth.registry.manifest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects findings while files are read; at most {@value #MOST}. Not thread-safe. */
public final class Findings {

  private static final int MOST = 500;

  private final Set<Finding> found = new LinkedHashSet<>();

  /** Notes something that cannot be used. */
  public void error(Finding.Source source, String pointer, String rule, String message) {
    add(new Finding(Finding.Severity.ERROR, source, pointer, rule, message));
  }

  /** Notes something that is accepted, but better changed. */
  public void warning(Finding.Source source, String pointer, String rule, String message) {
    add(new Finding(Finding.Severity.WARNING, source, pointer, rule, message));
  }

  private void add(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    }
  }

  /** Whether a finding with this rule was noted. */
  public boolean has(String rule) {
    return found.stream().anyMatch(finding -> finding.rule().equals(rule));
  }

  /** All findings, errors first. */
  public List<Finding> list() {
    List<Finding> sorted = new ArrayList<>(found);
    sorted.sort((left, right) -> left.severity().compareTo(right.severity()));
    return sorted;
  }
}
