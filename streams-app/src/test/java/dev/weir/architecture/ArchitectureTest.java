package dev.weir.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The order of the packages, as a build failure. Each package of the core imports only what stands to its left; the
 * edges may import the core, never the other way round.
 */
@AnalyzeClasses(
        packages = "dev.weir",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    /** The tests of schemas come as a jar, which looks like main code. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] JAVA = {"java.lang..", "java.util..", "java.time..", "java.math.."};
    private static final String[] CORE = core(
            "statistics",
            "event",
            "shadow",
            "window",
            "evidence",
            "verdict",
            "rollout",
            "routing",
            "judge",
            "replay",
            "calibration");

    /** Numbers only: whoever reads a formula here needs to know nothing of rollouts. */
    @ArchTest
    static final ArchRule STATISTICS_KNOWS_NUMBERS_ONLY = inOrder("statistics", new String[0], "org.apache.commons..");

    /** What happened, in the terms of the core; the hash recognises what has come before. */
    @ArchTest
    static final ArchRule EVENT_STANDS_FIRST =
            inOrder("event", new String[0], "org.apache.commons.codec.digest..", "java.nio.charset..");

    /** Whoever writes a comparator needs to know nothing of Weir but this. */
    @ArchTest
    static final ArchRule SHADOW_COMPARES_ANSWERS = inOrder("shadow", new String[0]);

    @ArchTest
    static final ArchRule WINDOW_COUNTS_EVENTS = inOrder("window", core("statistics", "event", "shadow"));

    @ArchTest
    static final ArchRule EVIDENCE_WEIGHS_COUNTS = inOrder("evidence", core("statistics", "event", "window"));

    @ArchTest
    static final ArchRule VERDICT_READS_EVIDENCE =
            inOrder("verdict", core("statistics", "event", "window", "evidence"));

    @ArchTest
    static final ArchRule ROLLOUT_REACTS_TO_VERDICTS =
            inOrder("rollout", core("statistics", "event", "shadow", "window", "evidence", "verdict"));

    @ArchTest
    static final ArchRule ROUTING_FOLLOWS_THE_ROLLOUT =
            inOrder("routing", core("statistics", "event", "window", "evidence", "verdict", "rollout"));

    @ArchTest
    static final ArchRule JUDGE_JOINS_THEM_ALL = inOrder(
            "judge", core("statistics", "event", "shadow", "window", "evidence", "verdict", "rollout", "routing"));

    @ArchTest
    static final ArchRule REPLAY_DRIVES_THE_CORE = inOrder(
            "replay",
            core("statistics", "event", "shadow", "window", "evidence", "verdict", "rollout", "routing", "judge"));

    @ArchTest
    static final ArchRule CALIBRATION_REPLAYS = inOrder(
            "calibration",
            core(
                    "statistics",
                    "event",
                    "shadow",
                    "window",
                    "evidence",
                    "verdict",
                    "rollout",
                    "routing",
                    "judge",
                    "replay"));

    /** A report is made of JSON alone, whoever read it from where. */
    @ArchTest
    static final ArchRule REPORT_KNOWS_JSON_ONLY =
            inOrder("report", new String[0], "com.fasterxml.jackson.databind..", "java.io..", "java.nio.charset..");

    /** Time and chance are arguments, so that a replay sees the same ones. */
    @ArchTest
    static final ArchRule CORE_READS_NO_CLOCK_AND_THROWS_NO_DICE = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(SplittableRandom|random\\..*|concurrent\\.ThreadLocalRandom)")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("now"))
                    .and(JavaCall.Predicates.target(
                            HasOwner.Predicates.With.owner(JavaClass.Predicates.resideInAPackage("java.time..")))))
            .orShould()
            .callMethod(UUID.class, "randomUUID");

    /** A core that prints or starts threads could not be replayed bit for bit and side by side. */
    @ArchTest
    static final ArchRule CORE_DOES_NOTHING_BUT_COMPUTE = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");

    /**
     * Generated records stop at the door: nothing behind it changes when a schema does. Only the command that publishes
     * a file of events to Kafka is a door of its own.
     */
    @ArchTest
    static final ArchRule WIRE_RECORDS_STOP_AT_THE_DOOR = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .or()
            .resideInAnyPackage("dev.weir.cli..", "dev.weir.config..", "dev.weir.telemetry..")
            .and()
            .doNotHaveFullyQualifiedName("dev.weir.cli.PublishCommand")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.schema..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.weir.(*)..").should().beFreeOfCycles();

    /** What is valid for one look and what is valid for all looks are kept apart, so that nobody mixes them up. */
    @ArchTest
    static final ArchRule ONE_LOOK_AND_MANY_LOOKS_ARE_KEPT_APART = noClasses()
            .that()
            .resideInAPackage("dev.weir.statistics.sequential..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.statistics.fixed..");

    /**
     * What holds for one look must not steer a rollout that is looked at all the time. The comparison that a person asks for
     * uses it, and nothing that decides uses that comparison; the size of an experiment is reckoned with it before the
     * first look; and an experiment whose plan asks for one look is looked at once, at outcomes that are kept as they were.
     */
    @ArchTest
    static final ArchRule NOTHING_IS_DECIDED_BY_A_TEST_FOR_ONE_LOOK = noClasses()
            .that()
            .resideInAnyPackage(core("evidence", "verdict", "rollout", "routing", "judge", "replay"))
            .and()
            .haveNameNotMatching("dev\\.weir\\.verdict\\.(PlannedComparison|ExperimentPlanner|PlannedLook)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.statistics.fixed..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("dev\\.weir\\.verdict\\.PlannedComparison(\\$.*)?");

    /** Only a comparison that is made once may use the one look. */
    @ArchTest
    static final ArchRule ONE_LOOK_IS_TAKEN_BY_WHAT_LOOKS_ONCE = noClasses()
            .that()
            .haveNameNotMatching("dev\\.weir\\.verdict\\.(PlannedLook|Contest|SegmentContests)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("dev\\.weir\\.verdict\\.PlannedLook");

    /** A posterior probability is no stopping rule: nothing that leads to a decision may see one. */
    @ArchTest
    static final ArchRule NOTHING_IS_DECIDED_BY_A_BAYESIAN_SUMMARY = noClasses()
            .that()
            .resideInAnyPackage(core("evidence", "verdict", "rollout", "routing", "judge", "replay"))
            .or()
            .resideInAnyPackage(
                    "dev.weir.statistics.sequential..", "dev.weir.statistics.fixed..", "dev.weir.statistics.drift..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.weir.statistics.bayes..");

    @ArchTest
    static final ArchRule STATISTICS_HAS_NO_CYCLES =
            slices().matching("dev.weir.statistics.(*)..").should().beFreeOfCycles();

    /** A thing with no station in the flow has not been understood yet. */
    @ArchTest
    static final ArchRule NOTHING_IS_A_DRAWER_FOR_ODD_ENDS = noClasses()
            .should()
            .haveNameMatching("(?i).*(util|utils|common|commons|helper|helpers|manager|managers|impl)")
            .orShould()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..impl..");

    private static String[] core(String... names) {
        return Arrays.stream(names).map(name -> "dev.weir." + name + "..").toArray(String[]::new);
    }

    /** A package may use itself, the packages to its left, the plain parts of Java and what is named. */
    private static ArchRule inOrder(String name, String[] left, String... more) {
        String[] allowed =
                Stream.of(core(name), left, JAVA, more).flatMap(Arrays::stream).toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage("dev.weir." + name + "..")
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.or(
                        JavaClass.Predicates.resideInAnyPackage(allowed),
                        DescribedPredicate.describe("primitives", type -> type.getBaseComponentType()
                                .isPrimitive())));
    }
}
