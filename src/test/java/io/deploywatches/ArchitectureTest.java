package io.deploywatches;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The invariants of ARCHITECTURE.md. */
@AnalyzeClasses(packages = "io.deploywatches", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule arrows_go_one_way =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("problem")
          .definedBy("io.deploywatches.problem..")
          .layer("watch")
          .definedBy("io.deploywatches.watch..")
          .layer("bundle")
          .definedBy("io.deploywatches.bundle..")
          .layer("sigma")
          .definedBy("io.deploywatches.sigma..")
          .layer("query")
          .definedBy("io.deploywatches.query..")
          .layer("template")
          .definedBy("io.deploywatches.template..")
          .layer("plan")
          .definedBy("io.deploywatches.plan..")
          .layer("cluster")
          .definedBy("io.deploywatches.cluster..")
          .layer("deploy")
          .definedBy("io.deploywatches.deploy..")
          .layer("check")
          .definedBy("io.deploywatches.check..")
          .layer("report")
          .definedBy("io.deploywatches.report..")
          .layer("catalog")
          .definedBy("io.deploywatches.catalog..")
          .layer("cli")
          .definedBy("io.deploywatches.cli..")
          .whereLayer("problem")
          .mayNotAccessAnyLayer()
          .whereLayer("watch")
          .mayOnlyAccessLayers("problem")
          .whereLayer("bundle")
          .mayOnlyAccessLayers("problem", "watch")
          .whereLayer("sigma")
          .mayOnlyAccessLayers("problem", "bundle")
          .whereLayer("query")
          .mayOnlyAccessLayers("problem", "bundle", "sigma")
          .whereLayer("template")
          .mayOnlyAccessLayers("problem", "watch", "bundle", "sigma", "query")
          .whereLayer("plan")
          .mayOnlyAccessLayers("problem", "watch")
          .whereLayer("cluster")
          .mayOnlyAccessLayers("problem", "watch")
          .whereLayer("deploy")
          .mayOnlyAccessLayers("problem", "watch", "plan", "cluster")
          .whereLayer("check")
          .mayOnlyAccessLayers(
              "problem", "watch", "bundle", "sigma", "query", "template", "cluster")
          .whereLayer("report")
          .mayOnlyAccessLayers("problem", "watch", "bundle", "plan", "deploy", "check")
          .whereLayer("catalog")
          .mayOnlyAccessLayers("problem", "watch", "bundle", "sigma", "query", "template", "report")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule no_cycle_between_rooms =
      slices().matching("io.deploywatches.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule only_cluster_talks_http =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.deploywatches.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "co.elastic.clients..", "org.apache.hc..", "java.net.http..", "com.sun.net..");

  @ArchTest
  static final ArchRule only_cli_knows_the_command_line =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.deploywatches.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule only_cli_prints_reads_the_environment_or_ends_the_process =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.deploywatches.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(System.class, "in")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(Throwable.class, "printStackTrace");

  @ArchTest
  static final ArchRule bundle_to_plan_are_pure =
      noClasses()
          .that(
              resideInAnyPackage(
                  "io.deploywatches.problem..",
                  "io.deploywatches.watch..",
                  "io.deploywatches.bundle..",
                  "io.deploywatches.sigma..",
                  "io.deploywatches.query..",
                  "io.deploywatches.template..",
                  "io.deploywatches.plan.."))
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.concurrent.Executor.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.concurrent.Future.class);

  @ArchTest
  static final ArchRule only_bundle_reads_files_of_the_bundle =
      noClasses()
          .that(resideOutsideOfPackages("io.deploywatches.bundle..", "io.deploywatches.cli.."))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(java.nio.file.Files.class);

  @ArchTest
  static final ArchRule json_stays_a_tree =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson.annotation..", "jakarta.json..");

  @ArchTest
  static final ArchRule records_and_fields_are_final =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage("io.deploywatches.plan..", "io.deploywatches.deploy..")
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule every_room_is_one_of_the_picture =
      classes()
          .should()
          .resideInAnyPackage(
              "io.deploywatches.problem..",
              "io.deploywatches.watch..",
              "io.deploywatches.bundle..",
              "io.deploywatches.sigma..",
              "io.deploywatches.query..",
              "io.deploywatches.template..",
              "io.deploywatches.plan..",
              "io.deploywatches.cluster..",
              "io.deploywatches.deploy..",
              "io.deploywatches.check..",
              "io.deploywatches.report..",
              "io.deploywatches.catalog..",
              "io.deploywatches.cli..");
}
