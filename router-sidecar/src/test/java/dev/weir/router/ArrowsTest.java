package dev.weir.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom, so that the way of a request and the way of a routing table can be read from the packages. */
@AnalyzeClasses(packages = "dev.weir.router", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    /** Everything flows from selection to app; nobody imports app. */
    @ArchTest
    static final ArchRule PACKAGES_IMPORT_ONLY_WHAT_STANDS_TO_THEIR_LEFT = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("selection")
            .definedBy("..selection..")
            .layer("kafka")
            .definedBy("..router.kafka..")
            .layer("control")
            .definedBy("..control..")
            .layer("report")
            .definedBy("..report..")
            .layer("embedded")
            .definedBy("..embedded..")
            .layer("records")
            .definedBy("..router.records..")
            .layer("meters")
            .definedBy("..router.meters..")
            .layer("http")
            .definedBy("..router.http..")
            .layer("proxy")
            .definedBy("..proxy..")
            .layer("admin")
            .definedBy("..admin..")
            .layer("ofrep")
            .definedBy("..ofrep..")
            .layer("cloudevents")
            .definedBy("..router.cloudevents..")
            .layer("app")
            .definedBy("..app..")
            .whereLayer("selection")
            .mayOnlyBeAccessedByLayers("control", "report", "embedded", "records", "proxy", "admin", "ofrep", "app")
            .whereLayer("kafka")
            .mayOnlyBeAccessedByLayers("control", "embedded", "records", "app")
            .whereLayer("control")
            .mayOnlyBeAccessedByLayers("embedded", "records", "app")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("embedded", "records", "proxy", "cloudevents", "app")
            .whereLayer("embedded")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("records")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("meters")
            .mayOnlyBeAccessedByLayers("report", "proxy", "app")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("proxy", "admin", "cloudevents", "app")
            .whereLayer("proxy")
            .mayOnlyBeAccessedByLayers("cloudevents", "app")
            .whereLayer("admin")
            .mayOnlyBeAccessedByLayers("ofrep", "app")
            .whereLayer("ofrep")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("cloudevents")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer();

    /** A protocol knows no connection, a connection no routing table: each can be read, and replaced, by itself. */
    @ArchTest
    static final ArchRule THE_ROOMS_OF_THE_PROXY_DO_NOT_LOOK_BACK = noClasses()
            .that()
            .resideInAnyPackage("..proxy.protocol..", "..proxy.upstream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..router.proxy", "..router.selection..");

    /** The choice is a function of its arguments: it can be tested, replayed and written again in another language. */
    @ArchTest
    static final ArchRule SELECTION_IS_PURE = classes()
            .that()
            .resideInAPackage("..selection..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "..router.selection..",
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.nio.charset",
                    "java.time");

    @ArchTest
    static final ArchRule SELECTION_READS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage("..selection..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    /** A request never waits for Kafka: what serves requests cannot even name it, nor a record of its topics. */
    @ArchTest
    static final ArchRule THE_REQUEST_PATH_KNOWS_NO_KAFKA = noClasses()
            .that()
            .resideInAnyPackage("..proxy..", "..admin..", "..ofrep..", "..cloudevents..", "..selection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "dev.weir.schema..", "dev.weir.publish..");
}
