package dev.weir.evidence;

import static dev.weir.evidence.Traffic.BASELINE;
import static dev.weir.evidence.Traffic.CANDIDATE;
import static dev.weir.evidence.Traffic.STAGE_AT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.window.Delta.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmentEvidenceTest {
    private static final String PAYING = Segments.canonical(Map.of("user_type", "paying"));
    private static final String FREE = Segments.canonical(Map.of("user_type", "free"));
    private static final TrialRules RULES = new TrialRules(BASELINE, CANDIDATE, List.of("user_type"), true, 0);

    /** One request in ten is of the segment in which errors go from 1 % to 10 %; in all traffic they are within 2x. */
    @Test
    void shouldFindHarmThatAllTrafficHides() {
        Trial trial = Traffic.trial(RULES, Traffic.collected(PAYING, 100), Traffic.collected(FREE, 900));
        SplittableRandom random = new SplittableRandom(11);
        for (long second = STAGE_AT; second < STAGE_AT + 400; second++) {
            trial = trial.take(new ClosedSecond(
                    second,
                    List.of(
                            requests(random, second, BASELINE, FREE, 45, 0.01),
                            requests(random, second, CANDIDATE, FREE, 45, 0.01),
                            requests(random, second, BASELINE, PAYING, 5, 0.01),
                            requests(random, second, CANDIDATE, PAYING, 5, 0.10)),
                    0));
        }
        assertThat(errors(trial, "user_type=paying")).isGreaterThan(Math.log(6_000));
        assertThat(errors(trial, "user_type=free")).isLessThan(0);
        assertThat(errors(trial, "user_type=other")).isZero();
        assertThat(trial.guardrails().get(0).harm().logE()).isLessThan(Math.log(100));
        assertThat(segment(trial, "user_type=paying").candidate().calls()).isEqualTo(2_000);
        assertThat(segment(trial, "user_type=free").baseline().calls()).isEqualTo(18_000);
    }

    /** A segment's evidence is what the same blocks would be without the others. */
    @Test
    void shouldWeighASegmentAsIfItWereAlone() {
        Trial both = Traffic.trial(RULES, Traffic.collected(PAYING, 100), Traffic.collected(FREE, 100));
        Trial alone = both;
        SplittableRandom random = new SplittableRandom(5);
        for (long second = STAGE_AT; second < STAGE_AT + 50; second++) {
            List<Count> paying = List.of(
                    requests(random, second, BASELINE, PAYING, 8, 0.1),
                    requests(random, second, CANDIDATE, PAYING, 8, 0.3));
            List<Count> all = new ArrayList<>(paying);
            all.add(requests(random, second, BASELINE, FREE, 8, 0.1));
            all.add(requests(random, second, CANDIDATE, FREE, 8, 0.1));
            both = both.take(new ClosedSecond(second, all, 0));
            alone = alone.take(new ClosedSecond(second, paying, 0));
        }
        for (int guardrail : List.of(0, 1)) {
            assertThat(segment(both, "user_type=paying").harms().get(guardrail))
                    .isEqualTo(segment(alone, "user_type=paying").harms().get(guardrail));
        }
        assertThat(errors(both, "user_type=paying")).isGreaterThan(1);
    }

    @Test
    void shouldKeepEvidenceOfHarmAndBeginFiguresAnewWithTheNextStage() {
        Trial trial = Traffic.trial(RULES, Traffic.collected(PAYING, 100));
        for (long second = STAGE_AT; second < STAGE_AT + 20; second++) {
            trial = trial.take(new ClosedSecond(
                    second,
                    List.of(
                            Traffic.count(second, 2, BASELINE, Role.SERVED, PAYING, Admission.FIRST_OF_UNIT, 50, 1),
                            Traffic.count(second, 2, CANDIDATE, Role.SERVED, PAYING, Admission.FIRST_OF_UNIT, 50, 5)),
                    0));
        }
        Trial next = trial.enter(Traffic.stage(1, 4, STAGE_AT + 20));
        assertThat(errors(next, "user_type=paying"))
                .isEqualTo(errors(trial, "user_type=paying"))
                .isGreaterThan(0.5);
        assertThat(segment(next, "user_type=paying").candidate().calls()).isZero();
    }

    private static Count requests(
            SplittableRandom random, long second, String variant, String segment, int calls, double rate) {
        long errors = 0;
        for (int i = 0; i < calls; i++) {
            errors += random.nextDouble() < rate ? 1 : 0;
        }
        return Traffic.count(second, 2, variant, Role.SERVED, segment, Admission.FIRST_OF_UNIT, calls, errors);
    }

    private static double errors(Trial trial, String segment) {
        return segment(trial, segment).harms().get(0).evidence().logE();
    }

    private static SegmentEvidence segment(Trial trial, String name) {
        return trial.segments().stream()
                .filter(segment -> segment.segment().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
