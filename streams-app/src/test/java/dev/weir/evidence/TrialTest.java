package dev.weir.evidence;

import static dev.weir.evidence.Traffic.BASELINE;
import static dev.weir.evidence.Traffic.CANDIDATE;
import static dev.weir.evidence.Traffic.STAGE_AT;
import static dev.weir.evidence.Traffic.count;
import static dev.weir.evidence.Traffic.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.window.Delta.Count;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrialTest {
    private static final long SECOND = STAGE_AT + 3;

    static Stream<Count> shouldNeverTakeAsEvidence() {
        return Stream.of(
                count(SECOND, 2, CANDIDATE, Role.SERVED, Segments.NONE, Admission.NOT_RANDOMISED, 50, 50),
                count(SECOND, 2, CANDIDATE, Role.SHADOW, Segments.NONE, Admission.NOT_RANDOMISED, 50, 50),
                count(SECOND, 2, CANDIDATE, Role.SHADOW, Segments.NONE, Admission.FIRST_OF_UNIT, 50, 50),
                count(SECOND, 2, CANDIDATE, Role.SERVED, Segments.NONE, Admission.REPEAT, 50, 50),
                evidence(SECOND, 2, "v0.9", 50, 50),
                evidence(SECOND, 3, CANDIDATE, 50, 50),
                evidence(SECOND, 0, CANDIDATE, 50, 50),
                // Requests that the collection's table assigned are no evidence on the candidate, whoever answered.
                evidence(SECOND, 1, CANDIDATE, 50, 50),
                evidence(STAGE_AT - 1, Observation.NO_REVISION, CANDIDATE, 50, 50));
    }

    @ParameterizedTest
    @MethodSource
    void shouldNeverTakeAsEvidence(Count count) {
        Trial trial = Traffic.trial(Traffic.rules());
        Trial taken = take(trial, SECOND, count, evidence(SECOND, 2, BASELINE, 50, 0));
        Trial without = take(trial, SECOND, evidence(SECOND, 2, BASELINE, 50, 0));
        assertThat(taken).isEqualTo(without);
    }

    @Test
    void shouldCollectTheBaselineFromAFewUnitsToo() {
        Trial collecting = Trial.begin(Traffic.rules(), Traffic.collecting(STAGE_AT));
        Count repeat = count(SECOND, 1, BASELINE, Role.SERVED, Segments.NONE, Admission.REPEAT, 50, 5);

        assertThat(take(collecting, SECOND, repeat).collected().calls()).isEqualTo(50);
    }

    @Test
    void shouldTakeAUnitsFurtherRequestsOnlyWhereRequestsAreTheUnitOfEvidence() {
        Count repeat = count(SECOND, 2, CANDIDATE, Role.SERVED, Segments.NONE, Admission.REPEAT, 50, 5);
        Count baseline = evidence(SECOND, 2, BASELINE, 50, 0);
        TrialRules perRequest = new TrialRules(BASELINE, CANDIDATE, List.of(), false, 0);

        assertThat(take(Traffic.trial(perRequest), SECOND, repeat, baseline)
                        .candidate()
                        .calls())
                .isEqualTo(50);
        assertThat(take(Traffic.trial(Traffic.rules()), SECOND, repeat, baseline)
                        .candidate()
                        .calls())
                .isZero();
    }

    @Test
    void shouldNotCountRequestsOfTheWarmUp() {
        TrialRules rules = new TrialRules(BASELINE, CANDIDATE, List.of(), true, 5_000);
        Trial trial = Traffic.trial(rules);
        Trial warming = trial;
        for (long second = STAGE_AT; second < STAGE_AT + 5; second++) {
            warming =
                    take(warming, second, evidence(second, 2, CANDIDATE, 50, 50), evidence(second, 2, BASELINE, 50, 0));
        }
        assertThat(warming)
                .usingRecursiveComparison()
                .ignoringFields("until", "pulse")
                .isEqualTo(trial);
        long warm = STAGE_AT + 5;
        assertThat(take(warming, warm, evidence(warm, 2, CANDIDATE, 50, 50), evidence(warm, 2, BASELINE, 50, 0))
                        .candidate()
                        .calls())
                .isEqualTo(50);
    }

    @Test
    void shouldAssignRequestsWithoutARevisionToTheStageOfTheirSecond() {
        Trial trial = Traffic.trial(Traffic.rules());
        Trial taken = take(
                trial,
                SECOND,
                evidence(SECOND, Observation.NO_REVISION, CANDIDATE, 50, 5),
                evidence(SECOND, Observation.NO_REVISION, BASELINE, 50, 5));
        assertThat(taken.candidate().calls()).isEqualTo(50);
    }

    /** A router that still applies the older weight has another mix of requests in each arm. */
    @Test
    void shouldNotPutRequestsOfDifferentRevisionsInOneBlock() {
        Trial trial = Traffic.trial(Traffic.rules()).reroute(3, (STAGE_AT + 1) * 1_000, 5_000);
        Trial taken = take(trial, SECOND, evidence(SECOND, 2, CANDIDATE, 50, 50), evidence(SECOND, 3, BASELINE, 50, 0));
        assertThat(taken.candidate().calls()).isZero();
        assertThat(taken.open()).hasSize(2);
        assertThat(taken.guardrails())
                .allSatisfy(guardrail -> assertThat(guardrail.harm().blocks()).isZero());
    }

    /** What is left over of older revisions must not fill the room for blocks that can still grow. */
    @Test
    void shouldDropWhatCanNeverBecomeABlock() {
        Trial trial = take(
                Traffic.trial(Traffic.rules()),
                SECOND,
                evidence(SECOND, 2, CANDIDATE, 50, 0),
                evidence(SECOND, Observation.NO_REVISION, CANDIDATE, 50, 0));
        Trial waiting = take(trial, SECOND + 3_600);
        assertThat(waiting.open()).hasSize(2);
        Trial rerouted = waiting.reroute(3, (SECOND + 1) * 1_000, 5_000);
        assertThat(take(rerouted, SECOND + 3_599).open()).hasSize(2);
        assertThat(take(rerouted, SECOND + 3_600).open())
                .extracting(OpenBlock::revision)
                .containsExactly(Observation.NO_REVISION);
    }

    @Test
    void shouldKeepEvidenceOfHarmAndDropEvidenceForAdvanceWhenAStageBegins() {
        Trial trial = Traffic.trial(Traffic.rules());
        for (long second = STAGE_AT; second < STAGE_AT + 20; second++) {
            trial = take(trial, second, evidence(second, 2, CANDIDATE, 50, 5), evidence(second, 2, BASELINE, 50, 1));
        }
        GuardrailEvidence before = errors(trial);
        Trial next = trial.enter(Traffic.stage(1, 4, STAGE_AT + 20));
        assertThat(before.harm().logE()).isGreaterThan(0.5);
        assertThat(errors(next).harm().logE()).isEqualTo(before.harm().logE());
        assertThat(errors(next).fine().logE()).isZero();
        assertThat(next.candidate().calls()).isZero();

        // Requests of the stage before still tell of harm, but no longer speak for advance.
        long late = STAGE_AT + 21;
        Trial taken = take(next, late, evidence(late, 2, CANDIDATE, 50, 10), evidence(late, 2, BASELINE, 50, 1));
        assertThat(errors(taken).harm().logE()).isGreaterThan(before.harm().logE());
        assertThat(errors(taken).fine().logE()).isZero();
        assertThat(taken.candidate().calls()).isZero();
    }

    @Test
    void shouldJudgeResourcesOnlyWhereTheBaselineCarriesThem() {
        assertThat(Traffic.trial(Traffic.rules()).guardrails())
                .extracting(evidence -> evidence.guardrail().metric())
                .containsExactly(Metric.ERROR_RATE, Metric.TIMEOUT_RATE, Metric.LATENCY_P50, Metric.LATENCY_P95);
    }

    @Test
    void shouldKeepStrataApart() {
        TrialRules rules = new TrialRules(BASELINE, CANDIDATE, List.of("user_type"), true, 0);
        String free = Segments.canonical(Map.of("user_type", "free", "region", "eu"));
        String paying = Segments.canonical(Map.of("user_type", "paying", "region", "us"));
        Trial taken = take(
                Traffic.trial(rules, Traffic.collected(free, 50), Traffic.collected(paying, 50)),
                SECOND,
                count(SECOND, 2, CANDIDATE, Role.SERVED, free, Admission.FIRST_OF_UNIT, 50, 50),
                count(SECOND, 2, BASELINE, Role.SERVED, paying, Admission.FIRST_OF_UNIT, 50, 0));
        assertThat(taken.candidate().calls()).isZero();
        assertThat(taken.open()).extracting(OpenBlock::stratum).containsExactly("user_type=free", "user_type=paying");
    }

    /** The weight is that of the table that assigned a unit, whenever its request is counted. */
    @Test
    void shouldCountUnitsForTheSplitByTheWeightThatAssignedThem() {
        Trial trial = take(
                Traffic.trial(Traffic.rules()).enter(Traffic.stage(1, 3, STAGE_AT + 2)),
                SECOND,
                units(SECOND, 2, CANDIDATE, 1, 2),
                units(SECOND, 2, BASELINE, 3),
                units(SECOND, 3, CANDIDATE, 4));
        assertThat(trial.split().draws()).singleElement().satisfies(draws -> {
            assertThat(draws.toBps()).isEqualTo(5_000);
            assertThat(draws.candidate()).isEqualTo(3);
            assertThat(draws.baseline()).isEqualTo(1);
        });
        assertThat(take(trial, SECOND + 1, units(SECOND, 1, BASELINE, 5), units(SECOND, 7, CANDIDATE, 6))
                        .split())
                .isEqualTo(trial.split());
    }

    @Test
    void shouldCountUnitsOfUnnamedTablesOnceRoutersHaveFollowed() {
        Trial trial = Traffic.trial(Traffic.rules());
        for (long after : new long[] {29, 30}) {
            Count unnamed = units(STAGE_AT + after, Observation.NO_REVISION, CANDIDATE, 1, 2);
            assertThat(take(trial, STAGE_AT + after, unnamed).split().candidates())
                    .isEqualTo(after < 30 ? 0 : 2);
        }
    }

    /** With the kill switch on weights draw nobody, whatever a service without marks says of its requests. */
    @Test
    void shouldCountNoUnitsForTheSplitWhileTheKillSwitchIsOn() {
        Trial killed = Traffic.trial(Traffic.rules()).reroute(3, (STAGE_AT + 1) * 1_000, 0);
        assertThat(take(killed, SECOND, units(SECOND, 3, BASELINE, 1, 2))
                        .split()
                        .draws())
                .isEmpty();
    }

    /** A few users who come every second are one outcome each in ten minutes, and yet the baseline is there. */
    @Test
    void shouldHearOfTheBaselineAlsoFromWhatIsNoEvidence() {
        Trial warming = Traffic.trial(new TrialRules(BASELINE, CANDIDATE, List.of(), true, 600_000));
        Count repeat = count(SECOND, 2, BASELINE, Role.SERVED, Segments.NONE, Admission.REPEAT, 5, 0);
        assertThat(take(warming, SECOND, repeat).pulse().lastSecond()).isEqualTo(SECOND);
        for (Count other : List.of(
                count(SECOND, 2, BASELINE, Role.SERVED, Segments.NONE, Admission.NOT_RANDOMISED, 5, 0),
                count(SECOND, 2, BASELINE, Role.SHADOW, Segments.NONE, Admission.NOT_RANDOMISED, 5, 0),
                evidence(SECOND, 2, CANDIDATE, 5, 0))) {
            assertThat(take(warming, SECOND, other).pulse()).isEqualTo(warming.pulse());
        }
    }

    private static Count units(long second, long revision, String variant, long... identities) {
        Count plain = evidence(second, revision, variant, identities.length, 0);
        Tally tally = plain.tally();
        return new Count(
                plain.cell(),
                new Tally(
                        tally.requestParts(),
                        tally.predictionParts(),
                        tally.calls(),
                        tally.errors(),
                        tally.timeouts(),
                        tally.routed(),
                        tally.durations(),
                        tally.cpu(),
                        tally.memory(),
                        tally.cost(),
                        tally.durationSum(),
                        tally.cpuSum(),
                        tally.memorySum(),
                        tally.costSum(),
                        new UnitSample(0, identities)));
    }

    private static Trial take(Trial trial, long second, Count... counts) {
        return trial.take(new ClosedSecond(second, List.of(counts), 0));
    }

    private static GuardrailEvidence errors(Trial trial) {
        return trial.guardrails().stream()
                .filter(evidence -> evidence.guardrail().metric() == Metric.ERROR_RATE)
                .findFirst()
                .orElseThrow();
    }
}
