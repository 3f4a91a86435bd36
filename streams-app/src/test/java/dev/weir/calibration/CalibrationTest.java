package dev.weir.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.PlannedComparator;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.replay.Logged;
import dev.weir.rollout.Rules;
import dev.weir.routing.RoutingTable;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;
import dev.weir.window.Totals;
import dev.weir.window.UnitSample;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final List<Logged.Request> LOG = PretendedTraffic.of(6_000);

    private static Calibration calibration(long seed, Runnable progress) {
        return new Calibration(PretendedTraffic.plan(), PlannedComparator::of, LOG, seed, progress);
    }

    @Test
    void shouldFindTheSameFiguresForTheSameSeedWhateverTheThreadsDo() {
        Alarms first = calibration(3, () -> {}).falseAlarms(12);

        assertThat(calibration(3, () -> {}).falseAlarms(12)).isEqualTo(first);
        assertThat(calibration(4, () -> {}).falseAlarms(12)).isNotEqualTo(first);
    }

    @Test
    void shouldKeepWhatIsPromisedOfCandidatesThatAreNoWorse() {
        AtomicInteger replays = new AtomicInteger();

        Alarms alarms = calibration(1, replays::incrementAndGet).falseAlarms(40);

        assertThat(replays).hasValue(40);
        // By chance more than 7 of 40 have a probability below 0.002 at alpha = 0.05.
        assertThat(alarms.rollbacks().count()).isLessThanOrEqualTo(7);
        assertThat(alarms.stages()).extracting(Alarms.Stage::name).containsExactly("canary-50", "full");
        Alarms.Stage canary = alarms.stages().get(0);
        assertThat(canary.entered()).isEqualTo(40);
        assertThat(canary.proved().count()).isGreaterThan(30);
        assertThat(canary.millis().median()).isBetween(5_000L, 110_000L);
        assertThat(canary.requests().median()).isBetween(100L, 3_000L);
    }

    @Test
    void shouldFindHarmThatIsCaughtForEachKindTheLogHasFiguresOf() {
        List<Detection> detections = calibration(1, () -> {}).detections(6);

        assertThat(detections).extracting(Detection::metric).containsExactly("errorRate", "timeoutRate", "latency");
        assertThat(detections).allSatisfy(found -> {
            assertThat(found.passed().of()).isEqualTo(6);
            assertThat(found.smallest().factor()).isBetween(found.beyond(), found.largestTried());
            assertThat(found.smallest().share().rate()).isGreaterThanOrEqualTo(0.8);
            assertThat(found.smallest().millis().median()).isPositive();
        });
        assertThat(detections.get(2).limit()).isEqualTo(1.5);
    }

    @Test
    void shouldSplitUnitsByTheWeightAndKeepThemWhereTheyAre() {
        PretendedArms arms = new PretendedArms("s", Harm.NONE);
        List<String> first = LOG.stream()
                .map(each -> arms.place(each.observation(), table(2_500, null))
                        .get(0)
                        .variant())
                .toList();

        assertThat(first).filteredOn("v2"::equals).hasSizeBetween(1_350, 1_650);
        for (int i = 0; i < LOG.size(); i++) {
            boolean stays = first.get(i).equals("v1")
                    || arms.place(LOG.get(i).observation(), table(5_000, null))
                            .get(0)
                            .variant()
                            .equals("v2");
            assertThat(stays)
                    .as("unit %s has the candidate also at a larger weight", i)
                    .isTrue();
        }
    }

    @Test
    void shouldGiveTheCopyTheSameAnswer() {
        List<Observation> placed = new PretendedArms("s", Harm.NONE)
                .place(LOG.get(0).observation(), table(0, new RoutingTable.Shadow("v2", 10_000)));

        assertThat(placed).extracting(Observation::role).containsExactly(Role.SERVED, Role.SHADOW);
        assertThat(placed.get(1).variant()).isEqualTo("v2");
        assertThat(placed.get(1).call()).isEqualTo(placed.get(0).call());
    }

    @Test
    void shouldHarmTheCandidateAloneAndByAsMuchAsAsked() {
        // From 1 % to 3 x (1 % + 2 %) = 9 %.
        Harm harm = new Harm(Harm.Kind.ERRORS, 3, 0.01, 0.02);

        assertThat(failing(LOG, harm, 10_000)).isBetween(440L, 640L);
        assertThat(failing(LOG, harm, 0)).isEqualTo(failing(LOG, Harm.NONE, 0));
        Observation slow = new PretendedArms("s", new Harm(Harm.Kind.LATENCY, 1.5, 0, 0))
                .place(PretendedTraffic.request(1, 8_000, Observation.Status.OK).observation(), table(10_000, null))
                .get(0);
        assertThat(slow.call().durationMicros()).isEqualTo(12_000);
    }

    private static long failing(List<Logged.Request> log, Harm harm, int candidateBps) {
        PretendedArms arms = new PretendedArms("s", harm);
        return log.stream()
                .map(each -> arms.place(each.observation(), table(candidateBps, null))
                        .get(0))
                .filter(told -> told.call().status() != Observation.Status.OK)
                .count();
    }

    @Test
    void shouldRingThePlainRuleAtTheFirstMinuteBeyondALimit() {
        PlainRule rule = new PlainRule(PretendedTraffic.plan());
        rule.take(minute(0, "v1", 1_000, 10));
        rule.take(minute(0, "v2", 29, 20));
        rule.take(minute(1, "v1", 1_000, 10));
        rule.take(minute(1, "v2", 100, 2));
        assertThat(rule.alarm()).isEmpty();

        rule.take(minute(2, "v1", 1_000, 10));
        rule.take(minute(2, "v2", 100, 3));

        assertThat(rule.alarm()).contains(Instant.EPOCH.plusSeconds(180));
    }

    private static Totals minute(int number, String variant, long requests, long errors) {
        Tally tally = new Tally(
                0,
                0,
                requests,
                errors,
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
        Instant start = Instant.EPOCH.plusSeconds(60L * number);
        return new Totals(start, start.plusSeconds(60), variant, false, null, tally, 0);
    }

    private static RoutingTable table(int candidateBps, RoutingTable.Shadow shadow) {
        return new RoutingTable(
                "shop",
                3,
                Instant.EPOCH,
                "shop-v2",
                "canary-50",
                "v1",
                "v2",
                List.of(
                        new RoutingTable.Weight("v1", 10_000 - candidateBps),
                        new RoutingTable.Weight("v2", candidateBps)),
                shadow,
                "salt",
                Rules.NONE,
                false,
                "shop-d3");
    }
}
