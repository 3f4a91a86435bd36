package dev.weir.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EdgesArchitectureTest {
    private final JavaClasses weir = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.weir");

    /** A handler parses, calls and renders; what it shows comes from the view, which can be fed without a broker. */
    @Test
    void shouldKeepKafkaOutOfHttp() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(weir);
    }

    /** The command line works from any machine that reaches the control plane, so it must not reach into it. */
    @Test
    void shouldLetTheCommandLineSpeakHttpOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.cli")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.weir.http", "dev.weir.view", "dev.weir.topology", "dev.weir.judge", "io.vertx..")
                .check(weir);
    }

    /** Configuration is read before anything runs. */
    @Test
    void shouldKeepConfigurationFreeOfWhatItConfigures() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.config")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.weir.http", "dev.weir.view", "dev.weir.topology", "dev.weir.cli", "dev.weir.app")
                .check(weir);
    }
}
