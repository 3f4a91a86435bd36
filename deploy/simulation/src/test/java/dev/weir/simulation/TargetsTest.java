package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small, seeded version of {@code weir simulate}: fewer replications of what is quick. The figures are the same in every
 * run, so that a failure means a change of what Weir concludes.
 */
class TargetsTest {
    private static final Logger LOG = LoggerFactory.getLogger(TargetsTest.class);
    private static final long SEED = 1;

    static Stream<Target> processes() {
        return Targets.of(Set.of("F4", "F5", "D1", "D2", "D3", "D5", "D7", "D8", "A2", "B1", "R1", "V4")).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("processes")
    void shouldMeetTheTargetsOfOneStatistic(Target target) {
        check(target, 150);
    }

    static Stream<Target> rollouts() {
        return Targets.of(Set.of("D4", "D9", "A1")).stream()
                .filter(target -> target.claim().contains("at 50 %"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rollouts")
    void shouldMeetTheTargetsOfTheWholeRule(Target target) {
        check(target, 30);
    }

    static Stream<Target> experiments() {
        return Targets.of(Set.of("B2")).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("experiments")
    void shouldMeetTheTargetsOfAnExperimentAsItIsRun(Target target) {
        check(target, 40);
    }

    /** Few replications find gross errors only: of 12, more than 5 wrong ones. */
    static Stream<Target> pipelines() {
        return Targets.of(Set.of("F1", "F3", "V1", "V3")).stream()
                .filter(target -> target.claim().contains("500 sticky users at 50 %")
                        || target.claim().contains("p95 at 1.5x advanced at 50 %")
                        || target.claim().contains("every limit")
                        || target.id().equals("V1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pipelines")
    void shouldHardlyEverDecideWrongly(Target target) {
        check(target, 12);
    }

    @Test
    void shouldGiveTheSameFigureInEveryRun() {
        Target target = Targets.of(Set.of("F5")).get(0);
        assertThat(target.measure(Replications.quiet(20, 7))).isEqualTo(target.measure(Replications.quiet(20, 7)));
    }

    @Test
    void shouldNameTheTargetsThereAreWhenAskedForAnother() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Targets.of(Set.of("F9")))
                .withMessageStartingWith("there is no target F9, but A1, A2, ");
    }

    @Test
    void shouldCountAShareAsKeptUpToTheQuantileThatChanceExplains() {
        boolean[] seventySeven = new boolean[1_000];
        java.util.Arrays.fill(seventySeven, 0, 77, true);
        boolean[] seventyEight = seventySeven.clone();
        seventyEight[77] = true;
        // scipy.stats.binom.ppf(0.9999, 1000, 0.05) = 77
        assertThat(Measured.share(seventySeven, 0.05).met()).isTrue();
        assertThat(Measured.share(seventyEight, 0.05).met()).isFalse();
    }

    @Test
    void shouldCountWhatNeverEndsAsLongerThanAnything() {
        Measured median = Measured.median(new long[] {5, Measured.NEVER, 7, Measured.NEVER, Measured.NEVER}, 100);
        assertThat(median.figure()).isInfinite();
        assertThat(median.met()).isFalse();
        assertThat(Measured.median(new long[] {5, Measured.NEVER, 7}, 100).figure())
                .isEqualTo(7);
    }

    private static void check(Target target, int replications) {
        Measured measured = target.measure(Replications.quiet(replications, SEED));
        LOG.info("target=\"{}\" promised={} measured={}", target.name(), measured.target(), measured.figure());
        assertThat(measured).as(target.name()).matches(Measured::mayBeMet, "keeps the promise");
    }
}
