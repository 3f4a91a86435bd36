package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.rollout.PlanDraft;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import dev.weir.window.Watermark;
import dev.weir.wire.StateCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge beside a partition that is read later than the other, which follows the clock. */
class BehindPartitionTest {
    private static final int BEHIND = 1;
    private static final long FIRST = TopologyRun.START.getEpochSecond();

    private final TopologyRun run = new TopologyRun(2, 1);
    private final StateCodec codec = new StateCodec();

    @BeforeEach
    void submit() {
        run.submit(new PlanDraft().plan());
        read(FIRST);
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldTakeWhatIsReadLaterOfAPartitionThatGoesOnAndNothingOfOneThatWasSilent() {
        goOn(13);
        count(BEHIND, List.of(cell(FIRST + 10, 1)));
        assertThat(late()).isZero();

        run.advance(Duration.ofSeconds(12));
        count(BEHIND, List.of(cell(FIRST + 10, 1), cell(FIRST + 75, 1)));
        assertThat(late()).isEqualTo(1);
    }

    @Test
    void shouldWaitForNoPartitionThatIsBehindWhenTooMuchWouldHaveToBeKept() {
        List<Cell> cells = new ArrayList<>();
        for (long second = FIRST + 21; second <= FIRST + 25; second++) {
            for (long revision = 1; revision <= JudgeProcessor.MOST_OPEN / 5 + 1; revision++) {
                cells.add(cell(second, revision));
            }
        }
        goOn(5);
        count(0, cells);
        goOn(1);
        count(BEHIND, List.of(cell(FIRST + 10, 1), cell(FIRST + 25, 1)));
        assertThat(late()).isEqualTo(1);
    }

    /** The partition is read further by a second every five. */
    private void goOn(int times) {
        for (int i = 0; i < times; i++) {
            run.advance(Duration.ofSeconds(5));
            read(FIRST + 1 + (run.now().getEpochSecond() - FIRST) / 5);
        }
    }

    private void read(long second) {
        run.tell(codec.write(new Watermark(BEHIND, second * 1_000)));
    }

    private void count(int partition, List<Cell> cells) {
        List<Delta.Count> counts =
                cells.stream().map(cell -> new Delta.Count(cell, ONE)).toList();
        codec.write(Map.of(TopologyRun.MODEL, new Delta(partition, counts))).forEach(run::tell);
    }

    private double late() {
        return run.counter("weir.requests.late", Map.of());
    }

    private static Cell cell(long second, long revision) {
        return new Cell(second, revision, "v1.0", Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT);
    }

    private static final Tally ONE = new Tally(
            1,
            1,
            1,
            0,
            0,
            0,
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
