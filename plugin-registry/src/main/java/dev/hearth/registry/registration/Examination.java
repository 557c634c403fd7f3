package dev.hearth.registry.registration;

import dev.hearth.registry.catalog.NewVersion;
import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.openapi.ToolDraft;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a submission.
 *
 * @param version what would be stored; null if it cannot be registered
 * @param tools the tools that were found, whether or not it can
 * @param findings what was noted on the way
 */
record Examination(@Nullable NewVersion version, List<ToolDraft> tools, List<Finding> findings) {

  /** Whoever is refused is told why: also where nothing was wrong but that nothing was there. */
  Examination {
    if (version == null
        && findings.stream().noneMatch(one -> one.severity() == Finding.Severity.ERROR)) {
      List<Finding> all = new ArrayList<>(findings);
      all.add(
          new Finding(
              Finding.Severity.ERROR,
              Finding.Source.OPENAPI,
              "",
              "no-tools",
              "no operation is described that a model could call"));
      findings = List.copyOf(all);
    }
  }

  boolean registrable() {
    return version != null;
  }
}
