package dev.weir.router.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.selection.Reason;
import dev.weir.router.selection.Selection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AssignmentLedgerTest {

    private final AtomicLong clock = new AtomicLong(10_000);
    private final AssignmentLedger ledger = new AssignmentLedger(clock::get);

    @Test
    void shouldReportAWholeSecondAndThenTheFirstIdleOne() {
        assign(10_200, 1, "v1");
        assign(10_300, 1, "v2");
        assign(10_999, 1, "v1");
        clock.set(11_003);
        assertThat(ledger.drain())
                .containsExactly(interval(0, 10_000, 10_200), interval(1, 10_200, 11_000, "v1", 2, "v2", 1));
        clock.set(12_003);
        assertThat(ledger.drain()).containsExactly(interval(1, 11_000, 12_000));
        clock.set(13_003);
        assertThat(ledger.drain()).isEmpty();
    }

    @Test
    void shouldSplitTheSecondWhereTheRevisionChanges() {
        ledger.revisionInForce(7);
        assign(10_100, 7, "v1");
        clock.set(10_400);
        ledger.revisionInForce(8);
        assign(10_900, 8, "v2");
        clock.set(11_002);
        assertThat(ledger.drain())
                .containsExactly(interval(7, 10_000, 10_400, "v1", 1), interval(8, 10_400, 11_000, "v2", 1));
    }

    @Test
    void shouldSplitTheSecondWhenNothingIsAssignedUnderTheNewRevision() {
        ledger.revisionInForce(7);
        assign(10_100, 7, "v1");
        clock.set(10_400);
        ledger.revisionInForce(8);
        clock.set(11_002);
        assertThat(ledger.drain()).containsExactly(interval(7, 10_000, 10_400, "v1", 1), interval(8, 10_400, 11_000));
        clock.set(12_002);
        assertThat(ledger.drain()).containsExactly(interval(8, 11_000, 12_000));
    }

    @Test
    void shouldStampTheNewRevisionAfterTheOldOneWithinOneMillisecond() {
        ledger.revisionInForce(7);
        long old = assign(10_100, 7, "v1").timestampMillis();
        long fresh = assign(10_100, 8, "v1").timestampMillis();
        assertThat(fresh).isGreaterThan(old);
        clock.set(11_000);
        assertThat(ledger.drain())
                .containsExactly(interval(7, 10_000, 10_101, "v1", 1), interval(8, 10_101, 11_000, "v1", 1));
    }

    @Test
    void shouldGiveASignOfLifeEveryTenIdleSeconds() {
        clock.set(11_001);
        assertThat(ledger.drain()).containsExactly(interval(0, 10_000, 11_000));
        clock.set(20_999);
        assertThat(ledger.drain()).isEmpty();
        clock.set(21_001);
        assertThat(ledger.drain()).containsExactly(interval(0, 11_000, 21_000));
    }

    @Test
    void shouldCloseTheIdleStretchBeforeTraffic() {
        ledger.revisionInForce(1);
        clock.set(11_001);
        ledger.drain();
        assign(14_500, 1, "v1");
        clock.set(15_001);
        assertThat(ledger.drain()).containsExactly(interval(1, 11_000, 14_000), interval(1, 14_000, 15_000, "v1", 1));
    }

    @Test
    void shouldNotCountWhatNoTableChose() {
        clock.set(10_500);
        Assignment assignment = ledger.assign("m", "r", null, Map.of(), () -> Selection.withoutTable("v1"));
        assertThat(assignment.selection().reason()).isEqualTo(Reason.FALLBACK);
        clock.set(11_001);
        assertThat(ledger.drain()).containsExactly(interval(0, 10_000, 11_000));
    }

    @Test
    void shouldNotStampIntoASecondAlreadyReportedWhenTheClockGoesBack() {
        ledger.revisionInForce(1);
        assign(10_900, 1, "v1");
        clock.set(11_003);
        ledger.drain();
        assertThat(assign(10_950, 1, "v1").timestampMillis()).isEqualTo(11_003);
    }

    @Test
    void shouldFollowAClockThatIsSetBackFar() {
        ledger.revisionInForce(1);
        clock.set(100_000);
        assign(100_500, 1, "v1");
        assertThat(assign(50_500, 1, "v1").timestampMillis()).isEqualTo(50_500);
        clock.set(51_001);
        assertThat(ledger.drain())
                .endsWith(interval(1, 100_000, 101_000, "v1", 1), interval(1, 50_000, 51_000, "v1", 1));
    }

    @Test
    void shouldReportTheOpenSecondAsAWholeWhenNothingWillFollow() {
        ledger.revisionInForce(1);
        assign(10_500, 1, "v1");
        assertThat(ledger.drainLast()).containsExactly(interval(1, 10_000, 11_000, "v1", 1));
    }

    private Assignment assign(long millis, long revision, String variant) {
        clock.set(millis);
        return ledger.assign("m", "r", null, Map.of(), () -> new Selection(variant, Reason.WEIGHT, revision, null));
    }

    private static RoutedInterval interval(long revision, long from, long until) {
        return new RoutedInterval(revision, from, until, Map.of());
    }

    private static RoutedInterval interval(long revision, long from, long until, String variant, long count) {
        return new RoutedInterval(revision, from, until, Map.of(variant, count));
    }

    private static RoutedInterval interval(
            long revision, long from, long until, String variant, long count, String other, long otherCount) {
        return new RoutedInterval(revision, from, until, Map.of(variant, count, other, otherCount));
    }
}
