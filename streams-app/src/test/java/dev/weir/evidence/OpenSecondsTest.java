package dev.weir.evidence;

import static dev.weir.evidence.Traffic.BASELINE;
import static dev.weir.evidence.Traffic.CANDIDATE;
import static dev.weir.evidence.Traffic.evidence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Cell;
import dev.weir.window.Delta.Correction;
import dev.weir.window.Delta.Count;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenSecondsTest {
    private static final long SECOND = 1_700_000_000L;
    private static final Count FIRST = evidence(SECOND, 2, CANDIDATE, 3, 1);
    private static final Tally ONE = evidence(SECOND, 2, CANDIDATE, 1, 1).tally();

    private final OpenSeconds open = new OpenSeconds(SECOND);

    @Test
    void shouldMoveWhatIsARepeatAfterAll() {
        add(FIRST);
        open.correct(0, new Correction(FIRST.cell(), ONE, Admission.REPEAT));
        assertThat(open.closeComplete().counts())
                .containsExactly(
                        new Count(FIRST.cell(), FIRST.tally().minus(ONE)),
                        new Count(FIRST.cell().with(Admission.REPEAT), ONE));
    }

    @Test
    void shouldForgetWhatCountsForNothingAfterAll() {
        add(FIRST);
        open.correct(0, new Correction(FIRST.cell(), FIRST.tally(), null));
        assertThat(open.closeComplete().counts()).isEmpty();
    }

    /** Counts that came before a trial began are not there to be moved. */
    @Test
    void shouldMoveNothingThatWasNotCounted() {
        add(FIRST);
        Cell other = evidence(SECOND, 2, BASELINE, 1, 1).cell();
        Tally more = FIRST.tally().plus(ONE);
        open.correct(1, new Correction(FIRST.cell(), ONE, Admission.REPEAT));
        open.correct(0, new Correction(other, ONE, Admission.REPEAT));
        open.correct(0, new Correction(FIRST.cell(), more, Admission.REPEAT));
        assertThat(open.closeComplete().counts()).containsExactly(FIRST);
    }

    /** While a second is open nothing that it is asked may be negative. */
    @Test
    void shouldStillKnowWhoIsAwaitedAndWhoAssignedThem() {
        add(FIRST);
        open.correct(0, new Correction(FIRST.cell(), ONE, Admission.REPEAT));
        assertThat(open.unanswered(SECOND)).isZero();
        assertThat(open.unrouted(SECOND)).isZero();
        assertThat(open.routed(SECOND)).containsEntry(CANDIDATE, FIRST.tally().routed());
    }

    /** The request's parts come in different deltas; what was answered before each of them holds no longer. */
    @Test
    void shouldAnswerAnewAfterEachChange() {
        assertThat(open.unanswered(SECOND)).isZero();
        Tally asked = tally(1, 0, 1);
        open.add(0, FIRST.cell(), asked);
        assertThat(open.unanswered(SECOND)).isEqualTo(1);
        assertThat(open.routed(SECOND)).isEqualTo(Map.of(CANDIDATE, 1L));
        open.add(1, FIRST.cell(), tally(0, 1, 0));
        assertThat(open.unanswered(SECOND)).isZero();
        open.add(1, FIRST.cell(), tally(1, 1, 0));
        assertThat(open.unrouted(SECOND)).isEqualTo(1);
        open.correct(0, new Correction(FIRST.cell(), asked, null));
        assertThat(open.routed(SECOND)).isEmpty();
        open.closeComplete();
        assertThat(open.unrouted(SECOND + 1)).isZero();
    }

    /** By it nobody is waited for any more where too much is kept. */
    @Test
    void shouldKnowHowManyCountsItKeeps() {
        add(FIRST);
        add(FIRST);
        open.add(1, FIRST.cell(), FIRST.tally());
        assertThat(open.size()).isEqualTo(2);
        open.correct(0, new Correction(FIRST.cell(), ONE, Admission.REPEAT));
        assertThat(open.size()).isEqualTo(3);
        open.correct(1, new Correction(FIRST.cell(), FIRST.tally(), null));
        assertThat(open.size()).isEqualTo(2);
        OpenSeconds restored = new OpenSeconds(SECOND);
        restored.restore(open.snapshot());
        assertThat(restored.size()).isEqualTo(2);
        open.closeComplete();
        assertThat(open.size()).isZero();
        restored.skipTo(SECOND + 1);
        assertThat(restored.size()).isZero();
    }

    private static Tally tally(long asked, long answered, long routed) {
        return new Tally(
                asked,
                0,
                answered,
                0,
                0,
                routed,
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                0,
                0,
                0,
                0,
                UnitSample.EMPTY);
    }

    private void add(Count count) {
        open.add(0, count.cell(), count.tally());
    }
}
