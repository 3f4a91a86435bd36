package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Observation.Status;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.event.UnitChoice;
import dev.weir.window.AwaitedOutcome.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OutcomeJoinPropertyTest {
    private static final long START = Events.START;
    private static final Duration HORIZON = Duration.ofHours(1);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final OutcomeScope SCOPE = new OutcomeScope(Set.of("v1.0", "v2.0"), Events.LIMITS);

    /** Something that comes: of a request, or of its outcome. */
    private interface Told {
        void to(OutcomeJoin join);
    }

    /** What a look at everything there is comes to. */
    private static final class Recount {
        private long requests;
        private long labelled;
        private long successes;
        private long rewards;
        private long rewardSum;
        private long answers;
        private long noPrediction;
        private long otherVariant;
    }

    @Property(tries = 300)
    void shouldCountWhatAPlainRecountCountsInWhateverOrderAndPartsItComes(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int requests) {
        Random random = new Random(seed);
        Recount recount = new Recount();
        List<Told> told = told(random, requests, recount);
        long repeated = repeatSome(told, random);
        Collections.shuffle(told, random);
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
        told.forEach(each -> each.to(join));
        join.settle(START + 60_000);

        OutcomeTally total = total(join);
        assertThat(total.requests()).isEqualTo(recount.requests);
        assertThat(total.successes().n()).isEqualTo(recount.labelled);
        assertThat(total.successes().sum()).isEqualTo(recount.successes);
        assertThat(total.successes().squares().longValue()).isEqualTo(recount.successes);
        assertThat(total.rewards().n()).isEqualTo(recount.rewards);
        assertThat(total.rewards().sum()).isEqualTo(recount.rewardSum);
        assertThat(total.latencies().n()).isEqualTo(recount.answers);
        assertThat(total.losses())
                .isEqualTo(new OutcomeLosses(recount.noPrediction, recount.otherVariant, 0, repeated, 0));
    }

    /** Commits and restarts between any two records change nothing; the store is all that survives. */
    @Property(tries = 100)
    void shouldCountTheSameAcrossCommitsAndRestarts(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int requests) {
        List<Told> told = told(new Random(seed), requests, new Recount());
        Random random = new Random(seed);
        repeatSome(told, random);
        Collections.shuffle(told, random);
        OutcomeJoin whole = new OutcomeJoin(HORIZON, SLACK, key -> null);
        told.forEach(each -> each.to(whole));

        Map<Key, AwaitedOutcome> store = new HashMap<>();
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, store::get);
        Map<Cell, OutcomeTally> sum = new HashMap<>();
        for (Told each : told) {
            each.to(join);
            if (random.nextInt(4) == 0) {
                add(join, sum);
                join.drainChanges(store::put);
                if (random.nextInt(4) == 0) {
                    join = new OutcomeJoin(HORIZON, SLACK, store::get);
                }
            }
        }
        add(join, sum);
        Map<Cell, OutcomeTally> expected = new HashMap<>();
        add(whole, expected);

        sum.values().removeIf(OutcomeTally.EMPTY::equals);
        expected.values().removeIf(OutcomeTally.EMPTY::equals);
        assertThat(sum).isEqualTo(expected);
    }

    /** Which of a unit's unmarked requests is its first is decided as if there had been no restart in between. */
    @Property(tries = 100)
    void shouldDecideTheSameAcrossRestarts(@ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int requests) {
        Random random = new Random(seed);
        Map<Key, AwaitedOutcome> store = new HashMap<>();
        List<UnitChoice> choices = new ArrayList<>();
        List<Observation> log = new ArrayList<>();
        OutcomeJoin whole = new OutcomeJoin(HORIZON, SLACK, key -> null);
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, store::get);
        Map<Cell, OutcomeTally> sum = new HashMap<>();
        Map<Cell, OutcomeTally> expected = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            long assigned = START + i * 10_000L - random.nextInt(4_000);
            Observation event =
                    Events.SERVED.at(assigned).of("unit-" + random.nextInt(3)).ok("r" + i);
            log.add(event);
            whole.add(event, null, SCOPE);
            join.add(event, null, SCOPE);
            if (random.nextInt(3) == 0) {
                whole.settle(assigned);
                join.settle(assigned);
                add(join, sum);
                join.drainChanges(store::put);
                choices.addAll(join.drainUnits());
                if (random.nextInt(3) == 0) {
                    join = new OutcomeJoin(HORIZON, SLACK, store::get);
                    choices.forEach(join::restore);
                    List<Observation> last = log.subList(Math.max(0, log.size() - 20), log.size());
                    for (Observation each : last) {
                        join.remember(each, SCOPE);
                    }
                }
            }
        }
        whole.settle(Long.MAX_VALUE / 2);
        join.settle(Long.MAX_VALUE / 2);
        add(whole, expected);
        add(join, sum);
        sum.values().removeIf(OutcomeTally.EMPTY::equals);
        expected.values().removeIf(OutcomeTally.EMPTY::equals);
        assertThat(sum).isEqualTo(expected);
    }

    @Example
    void shouldCountARequestForTheVariantItWasDrawnForAndAFailureAsNotRight() {
        Observation drawn = Events.SERVED.whole("r", Events.call(20_000, Status.ERROR));
        Observation fallback =
                Events.SERVED.at(START + 30).by("v1.0", Role.SERVED, false).ok("r");
        for (boolean fallbackFirst : new boolean[] {true, false}) {
            OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
            join.add(fallbackFirst ? fallback : drawn, fallbackFirst ? "yes" : null, SCOPE);
            join.add(fallbackFirst ? drawn : fallback, fallbackFirst ? null : "yes", SCOPE);
            join.add(new Outcome("r", "sentiment", START + 60, "v1.0", "yes", null, null));
            Delta.Outcomes counted = only(join);

            assertThat(counted.cell().variant()).isEqualTo("v2.0");
            assertThat(counted.cell().admission()).isEqualTo(Admission.FIRST_OF_UNIT);
            assertThat(counted.tally().successes().n()).isEqualTo(1);
            assertThat(counted.tally().successes().sum()).isZero();
        }
    }

    @Example
    void shouldTakeWhatBecameKnownFirstAndCountTheOtherAsContradictory() {
        Outcome first = new Outcome("r", "sentiment", START + 10, null, null, true, null);
        Outcome second = new Outcome("r", "sentiment", START + 20, null, null, false, null);
        for (List<Outcome> order : List.of(List.of(first, second), List.of(second, first))) {
            OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
            join.add(Events.SERVED.ok("r"), null, SCOPE);
            order.forEach(join::add);
            OutcomeTally total = total(join);

            assertThat(total.successes().sum()).isEqualTo(1);
            assertThat(total.losses()).isEqualTo(new OutcomeLosses(0, 0, 0, 0, 1));
        }
    }

    @Example
    void shouldLetAUnitWithoutAMarkBeEvidenceOnceInTheOrderOfAssignment() {
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
        for (int i : new int[] {2, 0, 1}) {
            join.add(Events.SERVED.at(START + i).of("heavy user").ok("r" + i), null, SCOPE);
        }
        join.add(new Outcome("r0", "sentiment", START + 50, null, null, true, null));
        join.add(new Outcome("r2", "sentiment", START + 50, null, null, false, null));
        assertThat(only(join).cell().admission()).isEqualTo(Admission.REPEAT);
        join.settle(START + 6_999);
        assertThat(join.drain()).isEmpty();
        join.settle(START + 7_000);
        Map<Admission, OutcomeTally> moved = new HashMap<>();
        join.drain().get("sentiment").forEach(each -> moved.put(each.cell().admission(), each.tally()));

        assertThat(moved.get(Admission.FIRST_OF_UNIT).requests()).isEqualTo(1);
        assertThat(moved.get(Admission.FIRST_OF_UNIT).successes().sum()).isEqualTo(1);
        assertThat(moved.get(Admission.REPEAT).requests()).isEqualTo(-1);
    }

    @Example
    void shouldWaitForAnOutcomeUntilTheHorizonAndNoLonger() {
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
        join.add(Events.SERVED.ok("in time"), null, SCOPE);
        join.add(Events.SERVED.ok("late"), null, SCOPE);
        long horizon = START + HORIZON.toMillis();
        join.add(new Outcome("in time", "sentiment", horizon, null, null, true, null));
        join.add(new Outcome("late", "sentiment", horizon + 1, null, null, true, null));
        join.add(new Outcome("of long ago", "sentiment", START, null, null, true, null));
        OutcomeTally total = total(join);

        assertThat(total.successes().n()).isEqualTo(1);
        assertThat(total.losses()).isEqualTo(new OutcomeLosses(0, 0, 2, 0, 0));
    }

    @Example
    void shouldKeepAllOutcomesOfAUnitInOneBucket() {
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
        for (int i = 0; i < 40; i++) {
            join.add(Events.SERVED.at(START + i).of("u").marked(true).ok("r" + i), null, SCOPE);
            join.add(new Outcome("r" + i, "sentiment", START + 50, null, null, true, null));
        }
        assertThat(total(join).successes().counts()).containsExactly(40);
    }

    @Example
    void shouldForgetNothingThatIsStillWaitedForWhenItHasLeftTheHeap() {
        Map<Key, AwaitedOutcome> store = new HashMap<>();
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, store::get);
        for (int i = 0; i < 3 * OutcomeJoin.LARGEST_GENERATION; i++) {
            join.add(Events.SERVED.ok("r" + i), "yes", SCOPE);
            if (i % 10_000 == 0) {
                join.drainChanges(store::put);
            }
        }
        join.add(new Outcome("r7", "sentiment", START + 60, null, "yes", null, null));
        assertThat(total(join).successes().sum()).isEqualTo(1);
    }

    @Example
    void shouldNotKeepRequestsOfVariantsNobodyAsksOf() {
        OutcomeJoin join = new OutcomeJoin(HORIZON, SLACK, key -> null);
        join.add(Events.SERVED.by("v0.9", Role.SERVED, true).ok("r"), "yes", SCOPE);
        join.add(Events.SERVED.by("v2.0", Role.SHADOW, true).ok("r"), "yes", SCOPE);
        List<Key> kept = new ArrayList<>();
        join.drainChanges((key, awaited) -> kept.add(key));
        assertThat(kept).isEmpty();
    }

    private static List<Told> told(Random random, int requests, Recount recount) {
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            String id = "r" + i;
            String variant = random.nextBoolean() ? "v1.0" : "v2.0";
            boolean failed = random.nextInt(6) == 0;
            String label = failed || random.nextInt(8) == 0 ? null : "l" + random.nextInt(2);
            boolean isServed = random.nextInt(8) > 0;
            if (isServed) {
                recount.requests++;
                recount.answers += failed ? 0 : 1;
                request(random, id, variant, failed, label, told);
            }
            if (random.nextInt(4) > 0) {
                outcome(random, id, isServed, variant, failed, label, told, recount);
            }
            if (random.nextInt(4) == 0) {
                double reward = random.nextInt(2_000) / 1_000.0 - 1;
                told.add(join -> join.add(new Outcome(id, "sentiment", START + 5_000, null, null, null, reward)));
                recount.rewards += isServed ? 1 : 0;
                recount.rewardSum += isServed ? Math.round(reward * 1_000_000) : 0;
                recount.noPrediction += isServed ? 0 : 1;
            }
        }
        return told;
    }

    private static void request(
            Random random, String id, String variant, boolean failed, String label, List<Told> told) {
        Events event = Events.SERVED.at(START + random.nextInt(3_000)).by(variant, Role.SERVED, true);
        Observation.Call call = Events.call(20_000, failed ? Status.ERROR : Status.OK);
        if (random.nextBoolean()) {
            Observation whole = event.whole(id, call);
            told.add(join -> join.add(whole, label, SCOPE));
        } else {
            told.add(join -> join.add(event.parts(id, true, false, null), null, SCOPE));
            told.add(join -> join.add(event.parts(id, false, true, null), label, SCOPE));
            told.add(join -> join.add(event.parts(id, false, false, call), null, SCOPE));
        }
    }

    private static void outcome(
            Random random,
            String id,
            boolean isServed,
            String variant,
            boolean failed,
            String label,
            List<Told> told,
            Recount recount) {
        String named = random.nextInt(3) == 0 ? variant : random.nextInt(10) == 0 ? "v9" : null;
        boolean byLabel = random.nextBoolean();
        String truth = byLabel ? "l" + random.nextInt(2) : null;
        Boolean success = byLabel ? null : (Boolean) random.nextBoolean();
        told.add(join -> join.add(new Outcome(id, "sentiment", START + 4_000, named, truth, success, null)));
        if (!isServed) {
            recount.noPrediction++;
        } else if ("v9".equals(named)) {
            recount.otherVariant++;
        } else if (byLabel && !failed && label == null) {
            recount.noPrediction++;
        } else {
            recount.labelled++;
            boolean right = byLabel ? !failed && truth.equals(label) : success;
            recount.successes += right ? 1 : 0;
        }
    }

    /** Repeats some of what comes; only outcomes that are told twice are accounted for. */
    private static long repeatSome(List<Told> told, Random random) {
        List<Told> again = new ArrayList<>();
        Set<Integer> outcomes = new HashSet<>();
        for (Told each : told) {
            if (random.nextInt(5) == 0) {
                again.add(each);
                OutcomeJoin probe = new OutcomeJoin(HORIZON, SLACK, key -> null);
                each.to(probe);
                each.to(probe);
                if (total(probe).losses().duplicate() > 0) {
                    outcomes.add(again.size());
                }
            }
        }
        told.addAll(again);
        return outcomes.size();
    }

    private static void add(OutcomeJoin join, Map<Cell, OutcomeTally> sum) {
        join.drain()
                .values()
                .forEach(cells -> cells.forEach(each -> sum.merge(each.cell(), each.tally(), OutcomeTally::plus)));
    }

    private static OutcomeTally total(OutcomeJoin join) {
        Map<Cell, OutcomeTally> cells = new HashMap<>();
        add(join, cells);
        return cells.values().stream().reduce(OutcomeTally.EMPTY, OutcomeTally::plus);
    }

    private static Delta.Outcomes only(OutcomeJoin join) {
        List<Delta.Outcomes> counted = join.drain().get("sentiment");
        assertThat(counted).hasSize(1);
        return counted.get(0);
    }
}
