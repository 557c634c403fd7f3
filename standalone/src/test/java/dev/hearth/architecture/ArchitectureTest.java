package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule holds for the code of Hearth, and fails for the fixtures, which break each of them:
 * test classes below {@code dev.hearth} that only exist for this.
 */
class ArchitectureTest {

  private static final JavaClasses HEARTH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hearth");

  private static final JavaClasses FIXTURES =
      new ClassFileImporter()
          .withImportOption(location -> location.contains("/fixture/"))
          .importPackages("dev.hearth");

  static Stream<Arguments> rules() {
    return Rules.ALL.entrySet().stream()
        .map(rule -> Arguments.of(rule.getKey(), rule.getValue().allowEmptyShould(true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holds(String name, ArchRule rule) {
    assertThat(HEARTH.size()).isGreaterThan(50);
    rule.check(HEARTH);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void isBrokenByItsFixture(String name, ArchRule rule) {
    EvaluationResult result = rule.evaluate(FIXTURES);

    assertThat(result.hasViolation()).as(name).isTrue();
  }
}
