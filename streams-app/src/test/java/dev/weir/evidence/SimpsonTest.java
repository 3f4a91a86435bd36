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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Simpson's paradox: in each segment the variants fail equally often, but the candidate gets more of the segment that
 * fails more, as with a router that still applies an older weight while the mix changes.
 */
class SimpsonTest {
    private static final String MOBILE = Segments.canonical(Map.of("device", "mobile"));
    private static final String DESKTOP = Segments.canonical(Map.of("device", "desktop"));
    private static final int RUNS = 200;

    @Test
    void shouldNotTakeADifferenceOfMixForADifferenceOfVariants() {
        assertThat(rolledBack(List.of("device"))).isLessThanOrEqualTo(2);
    }

    /** What it would look like otherwise, so that the test above has something to prevent. */
    @Test
    void shouldTakeItForOneWhereThePlanDoesNotStratify() {
        assertThat(rolledBack(List.of())).isGreaterThan(RUNS / 2);
    }

    private static long rolledBack(List<String> segments) {
        double bound = Math.log(5 / 0.05);
        return IntStream.range(0, RUNS)
                .filter(seed -> harm(segments, seed) >= bound)
                .count();
    }

    /** The largest evidence that errors are beyond the limit, at any moment of a run. */
    private static double harm(List<String> segments, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Trial trial = Traffic.trial(
                new TrialRules(BASELINE, CANDIDATE, segments, true, 0),
                Traffic.collected(MOBILE, 100),
                Traffic.collected(DESKTOP, 100));
        double largest = 0;
        for (long second = STAGE_AT; second < STAGE_AT + 200; second++) {
            List<Count> counts = new ArrayList<>();
            counts.add(failing(random, second, CANDIDATE, MOBILE, 16, 0.08));
            counts.add(failing(random, second, CANDIDATE, DESKTOP, 4, 0.005));
            counts.add(failing(random, second, BASELINE, MOBILE, 4, 0.08));
            counts.add(failing(random, second, BASELINE, DESKTOP, 16, 0.005));
            trial = trial.take(new ClosedSecond(second, counts, 0));
            largest = Math.max(largest, trial.guardrails().get(0).harm().logE());
        }
        return largest;
    }

    private static Count failing(
            SplittableRandom random, long second, String variant, String segment, int calls, double rate) {
        long errors = IntStream.range(0, calls)
                .filter(i -> random.nextDouble() < rate)
                .count();
        return Traffic.count(second, 2, variant, Role.SERVED, segment, Admission.FIRST_OF_UNIT, calls, errors);
    }
}
