package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterLedgerTest {
    private static final long SECOND = 1_700_000_000L;
    private static final long MILLIS = SECOND * 1_000;
    private static final long NOW = MILLIS + 1_100;

    private final RouterLedger ledger = new RouterLedger();

    @Test
    void shouldAccountForASecondOnlyWhenEveryCountAgrees() {
        ledger.report(report("edge-1", MILLIS, MILLIS + 1_000, Map.of("v1.0", 9L, "v2.0", 1L), 0), NOW);
        assertThat(ledger.isAccountedFor(SECOND, Map.of("v1.0", 9L, "v2.0", 1L), NOW))
                .isTrue();
        assertThat(ledger.isAccountedFor(SECOND, Map.of("v1.0", 9L), NOW)).isFalse();
        assertThat(ledger.isAccountedFor(SECOND, Map.of("v1.0", 10L, "v2.0", 1L), NOW))
                .isFalse();
        assertThat(ledger.isAccountedFor(SECOND + 1, Map.of(), NOW)).isFalse();
    }

    @Test
    void shouldAddTheReportsOfAllRoutersAndOfPartsOfTheSecond() {
        ledger.seen("edge-2", NOW);
        ledger.report(report("edge-1", MILLIS, MILLIS + 400, Map.of("v1.0", 4L), 0), NOW);
        ledger.report(report("edge-1", MILLIS + 400, MILLIS + 1_000, Map.of("v1.0", 5L), 0), NOW);
        assertThat(ledger.covers(SECOND, NOW)).isFalse();
        ledger.report(report("edge-2", MILLIS, MILLIS + 1_000, Map.of("v2.0", 3L), 0), NOW);
        assertThat(ledger.covers(SECOND, NOW)).isTrue();
        assertThat(ledger.assigned(SECOND)).isEqualTo(Map.of("v1.0", 9L, "v2.0", 3L));
    }

    @Test
    void shouldNotAccountForASecondOfWhichEventsWereDropped() {
        ledger.report(report("edge-1", MILLIS, MILLIS + 1_000, Map.of("v1.0", 9L), 1), NOW);
        assertThat(ledger.isAccountedFor(SECOND, Map.of("v1.0", 9L), NOW)).isFalse();
    }

    @Test
    void shouldNotReadAReportThatReachesOverTheEndOfASecond() {
        ledger.report(report("edge-1", MILLIS + 500, MILLIS + 1_500, Map.of("v1.0", 9L), 0), NOW);
        assertThat(ledger.covers(SECOND, NOW)).isFalse();
        assertThat(ledger.covers(SECOND + 1, NOW)).isFalse();
    }

    /** A router that does not keep to seconds covers none of those that its reports only reach into. */
    @Test
    void shouldNotCoverASecondOfWhichAPartCannotBeRead() {
        ledger.report(report("edge-1", MILLIS - 300, MILLIS + 300, Map.of("v1.0", 3L), 0), NOW);
        ledger.report(report("edge-1", MILLIS + 300, MILLIS + 1_000, Map.of("v1.0", 7L), 0), NOW);
        assertThat(ledger.covers(SECOND, NOW)).isFalse();
        assertThat(ledger.isAccountedFor(SECOND, Map.of("v1.0", 7L), NOW)).isFalse();
    }

    @Test
    void shouldWaitForALivingRouterAndNotForASilentOne() {
        ledger.report(report("edge-1", MILLIS, MILLIS + 1_000, Map.of("v1.0", 9L), 0), NOW);
        ledger.seen("edge-2", NOW - RouterLedger.SILENT_AFTER_MILLIS);
        assertThat(ledger.covers(SECOND, NOW)).isFalse();
        assertThat(ledger.covers(SECOND, NOW + 1)).isTrue();
    }

    @Test
    void shouldTakeARouterWithoutTrafficAtItsWordAfterAWhile() {
        ledger.report(report("edge-1", MILLIS - 10_000, MILLIS - 500, Map.of(), 0), NOW);
        assertThat(ledger.isAccountedFor(SECOND, Map.of(), MILLIS + 2_999)).isFalse();
        assertThat(ledger.isAccountedFor(SECOND, Map.of(), MILLIS + 3_000)).isTrue();
    }

    @Test
    void shouldCoverNothingWithoutRouters() {
        assertThat(ledger.covers(SECOND, NOW)).isFalse();
    }

    private static RouterReport report(
            String sidecar, long from, long until, Map<String, Long> assigned, long dropped) {
        return new RouterReport(sidecar, 2, from, until, assigned, dropped, false);
    }
}
