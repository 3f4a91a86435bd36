package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.judge.Output;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Verdict;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Tally;
import dev.weir.window.Totals;
import dev.weir.window.UnitSample;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputCodecTest {
    private static final Instant AT = Instant.parse("2026-01-05T10:00:00.123Z");

    @Test
    void shouldPublishAVerdictWithItsEvidence() {
        Verdict verdict = OutputCodec.verdict("sentiment", judged(check(3.0, 1.0, new Interval(1.19, 2.38))));
        assertThat(verdict.getVerdictId()).isEqualTo("sentiment-v1");
        assertThat(verdict.getStage()).isEqualTo("canary-10");
        Check check = verdict.getChecks().get(0);
        assertThat(check.getEValue()).isEqualTo(Math.exp(3));
        assertThat(check.getPValue()).isEqualTo(Math.exp(-3));
        assertThat(check.getAdvanceEValue()).isEqualTo(Math.exp(1));
        assertThat(check.getRatio()).isEqualTo(2);
        assertThat(check.getCiLow()).isEqualTo(1.19);
        assertThat(check.getCiHigh()).isEqualTo(2.38);
        assertThat(check.getState()).isEqualTo(CheckState.UNDECIDED);
    }

    /** The evidence may be beyond every double in either direction; a reader's JSON knows no infinity. */
    @Test
    void shouldPublishFiniteFiguresOnly() {
        Check strong = OutputCodec.verdict("sentiment", judged(check(5_000, null, null)))
                .getChecks()
                .get(0);
        assertThat(strong.getEValue()).isEqualTo(Double.MAX_VALUE);
        assertThat(strong.getPValue()).isBetween(0.0, 1e-300);
        assertThat(strong.getAdvanceEValue()).isNull();

        Check none = OutputCodec.verdict("sentiment", judged(check(Double.NEGATIVE_INFINITY, 0.0, null)))
                .getChecks()
                .get(0);
        assertThat(none.getEValue()).isZero();
        assertThat(none.getPValue()).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutBoundsThatBoundNothing() {
        Check none = OutputCodec.verdict("sentiment", judged(check(0, 0.0, new Interval(0, Double.POSITIVE_INFINITY))))
                .getChecks()
                .get(0);
        assertThat(none.getCiLow()).isNull();
        assertThat(none.getCiHigh()).isNull();

        Check above = OutputCodec.verdict("sentiment", judged(check(0, 0.0, new Interval(0, 1.5))))
                .getChecks()
                .get(0);
        assertThat(above.getCiLow()).isZero();
        assertThat(above.getCiHigh()).isEqualTo(1.5);

        Check below = OutputCodec.verdict(
                        "sentiment", judged(check(0, 0.0, new Interval(1.5, Double.POSITIVE_INFINITY))))
                .getChecks()
                .get(0);
        assertThat(below.getCiLow()).isEqualTo(1.5);
        assertThat(below.getCiHigh()).isNull();
    }

    @Test
    void shouldNotPublishZeroWhereThereIsNoFigure() {
        Totals nothing = new Totals(AT, AT.plusSeconds(10), "v1.0", false, null, Tally.EMPTY, 0);
        MetricsWindow window = OutputCodec.metrics("sentiment", new Output.Measured(nothing, null, null), AT);
        assertThat(window.getRequests()).isZero();
        assertThat(window.getErrorRate()).isNull();
        assertThat(window.getLatencyP50Micros()).isNull();
        assertThat(window.getLatencyMeanMicros()).isNull();
        assertThat(window.getCpuMeanMicros()).isNull();
        assertThat(window.getCostMean()).isNull();
    }

    /** Four of ten timed out: the median is known, the 95 % quantile only to lie beyond the timeout. */
    @Test
    void shouldNotPublishAQuantileThatLiesAmongTheTimeouts() {
        Tally tally = new Tally(
                0,
                0,
                10,
                4,
                4,
                0,
                new Histogram(new int[] {100}, new long[] {6}, 4),
                Histogram.EMPTY,
                Histogram.EMPTY,
                new Histogram(new int[] {3}, new long[] {10}, 0),
                1_000,
                0,
                0,
                30,
                UnitSample.EMPTY);
        Totals totals = new Totals(AT, AT.plusSeconds(10), "v1.0", true, "user_type=free", tally, 3);
        MetricsWindow window = OutputCodec.metrics("sentiment", new Output.Measured(totals, "r", "canary-10"), AT);
        assertThat(window.getLatencyP50Micros()).isNotNull();
        assertThat(window.getLatencyP95Micros()).isNull();
        assertThat(window.getErrorRate()).isEqualTo(0.4);
        assertThat(window.getRequestsPerSecond()).isEqualTo(1);
        assertThat(window.getCostMean()).isEqualTo(0.000003);
        assertThat(window.getSegment()).isEqualTo("user_type=free");
        assertThat(window.getLate()).isEqualTo(3);
    }

    private static Output.Judged judged(dev.weir.verdict.Check check) {
        return new Output.Judged(
                new dev.weir.verdict.Verdict(
                        "sentiment-v1",
                        AT,
                        Kind.CANARY,
                        Status.INSUFFICIENT_DATA,
                        Recommendation.CONTINUE,
                        Standing.UNDECIDED,
                        "Not proved yet",
                        List.of(check),
                        100,
                        100),
                "sentiment-v2",
                "canary-10",
                AT);
    }

    private static dev.weir.verdict.Check check(double logHarm, Double logFine, Interval interval) {
        return new dev.weir.verdict.Check(
                "errorRate",
                "user_type=free",
                2,
                2,
                0.0005,
                0.01,
                0.02,
                100L,
                100,
                logHarm,
                4.6,
                logFine,
                3,
                0.5,
                null,
                null,
                interval,
                dev.weir.verdict.CheckState.UNDECIDED);
    }
}
