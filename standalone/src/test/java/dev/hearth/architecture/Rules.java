package dev.hearth.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RestController;

/** The rules by their names; {@link ArchitectureTest} shows that each holds and can fail. */
final class Rules {

  static final Map<String, ArchRule> ALL =
      Map.ofEntries(
          entry(
              "services depend on contracts never on each other",
              slices()
                  .matching("dev.hearth.(gateway|inference|registry|moderation|builtin)..")
                  .should()
                  .notDependOnEachOther()),
          entry(
              "contracts have no beans and need no service",
              noClasses()
                  .that()
                  .resideInAPackage("dev.hearth.contracts..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "dev.hearth.base..",
                      "dev.hearth.gateway..",
                      "dev.hearth.inference..",
                      "dev.hearth.registry..",
                      "dev.hearth.moderation..",
                      "org.springframework.stereotype..",
                      "org.springframework.context..",
                      "org.springframework.beans..",
                      "org.springframework.boot..")),
          entry(
              "contracts are records sealed results enums and http interfaces",
              classes()
                  .that()
                  .resideInAPackage("dev.hearth.contracts..")
                  .and()
                  .doNotHaveSimpleName("package-info")
                  .should(beARecordAnEnumOrAnInterface())),
          entry(
              "contract types stay out of the public api",
              classes()
                  .that()
                  .resideInAPackage("dev.hearth.gateway..")
                  .and()
                  .areAnnotatedWith(RestController.class)
                  .should(haveNoEndpointThatSpeaksContractTypes())),
          entry(
              "other services are called through service base only",
              noClasses()
                  .that()
                  .resideInAnyPackage("dev.hearth.gateway..", "dev.hearth.moderation..")
                  .should()
                  .dependOnClassesThat()
                  .haveFullyQualifiedName("org.springframework.web.client.RestTemplate")),
          entry(
              "the registry reaches outside through its egress guard only",
              noClasses()
                  .that()
                  .resideInAPackage("dev.hearth.registry..")
                  .and()
                  .resideOutsideOfPackage("dev.hearth.registry.egress..")
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "java.net.http..",
                      "org.apache.hc.core5..",
                      "org.apache.hc.client5.http.impl..",
                      "org.apache.hc.client5.http.classic..",
                      "okhttp3..",
                      "reactor.netty..")
                  .orShould()
                  .callMethod("java.net.URL", "openStream")
                  .orShould()
                  .callMethod("java.net.URL", "openConnection")),
          entry(
              "features of a service have no cycles",
              slices().matching("dev.hearth.(*).(*)..").should().beFreeOfCycles()),
          entry(
              "every class is null marked",
              classes().that().resideInAPackage("dev.hearth..").should(liveInANullMarkedPackage())),
          entry(
              "names say what a class is",
              noClasses()
                  .should()
                  .haveSimpleNameEndingWith("Manager")
                  .orShould()
                  .haveSimpleNameEndingWith("Helper")
                  .orShould()
                  .haveSimpleNameEndingWith("Util")
                  .orShould()
                  .haveSimpleNameEndingWith("Utils")
                  .orShould()
                  .haveSimpleNameEndingWith("Impl")),
          entry(
              "packages are features not layers",
              noClasses()
                  .should()
                  .resideInAnyPackage(
                      "..controller..",
                      "..controllers..",
                      "..service..",
                      "..services..",
                      "..repository..",
                      "..repositories..",
                      "..dto..",
                      "..util..",
                      "..utils..")),
          entry(
              "beans get what they need by constructor",
              noFields().should().beAnnotatedWith(Autowired.class)),
          entry(
              "controllers and configurations are not public",
              classes()
                  .that()
                  .areAnnotatedWith(RestController.class)
                  .or()
                  .areAnnotatedWith(Configuration.class)
                  .should()
                  .notBePublic()));

  private Rules() {}

  private static ArchCondition<JavaClass> beARecordAnEnumOrAnInterface() {
    return ArchCondition.from(
        DescribedPredicate.describe(
            "be a record, an enum or an interface",
            type -> type.isRecord() || type.isEnum() || type.isInterface()));
  }

  private static ArchCondition<JavaClass> haveNoEndpointThatSpeaksContractTypes() {
    return new ArchCondition<>("have no endpoint that speaks contract types") {
      @Override
      public void check(JavaClass controller, ConditionEvents events) {
        for (JavaMethod method : controller.getMethods()) {
          boolean endpoint =
              method.getAnnotations().stream()
                  .anyMatch(annotation -> annotation.getRawType().getName().endsWith("Mapping"));
          if (endpoint) {
            Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                .map(JavaType::getAllInvolvedRawTypes)
                .flatMap(Collection::stream)
                .filter(type -> type.getPackageName().startsWith("dev.hearth.contracts"))
                .filter(type -> !type.isEquivalentTo(Hop.class))
                .filter(type -> !type.isEquivalentTo(Caller.class))
                .forEach(
                    type ->
                        events.add(
                            SimpleConditionEvent.violated(
                                method, method.getFullName() + " speaks " + type.getName())));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a @NullMarked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked =
            type.getPackage().isAnnotatedWith(NullMarked.class)
                || Arrays.stream(type.reflect().getAnnotations())
                    .anyMatch(annotation -> annotation instanceof NullMarked);
        if (!marked) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is not null-marked"));
        }
      }
    };
  }
}
