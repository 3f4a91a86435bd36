package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.UnitChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What a task counts follows from the log alone: not from where commits cut it, nor from which task counts. */
class CombinerLogPropertyTest {
    private static final long LONGEST_DELAY = 60_000;

    /** An event and the instant at which it is in the log. */
    private record Logged(Observation event, long atMillis) {
        long proved() {
            return ObservedTime.proved(event.assignedMillis(), atMillis);
        }
    }

    @Property(tries = 1_000)
    void shouldCountTheSameAcrossRestarts(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int units,
            @ForAll @IntRange(min = 1, max = 400) int requests,
            @ForAll @IntRange(min = 1, max = 2_000) int seconds,
            @ForAll @IntRange(min = 1, max = 60) int commitEvery) {
        Random random = new Random(seed);
        List<Logged> log = log(random, units, requests, seconds);
        List<UnitChoice> stored = new ArrayList<>();
        Combiner steady = new Combiner(0, Events.CLOSING);
        Combiner restarted = new Combiner(0, Events.CLOSING);
        for (int i = 0; i < log.size(); i++) {
            Observation event = log.get(i).event;
            assertThat(restarted.add(event, Events.LIMITS))
                    .as("whether event %d of %s is new", i, event.requestId())
                    .isEqualTo(steady.add(event, Events.LIMITS));
            restarted.readUntil(log.get(i).proved());
            steady.readUntil(log.get(i).proved());
            if (random.nextInt(commitEvery) == 0) {
                assertThat(contents(restarted)).isEqualTo(contents(steady));
                stored.addAll(restarted.drainUnits());
                if (random.nextBoolean()) {
                    restarted = restart(log.subList(0, i + 1), stored);
                }
            }
        }
        assertThat(contents(restarted)).isEqualTo(contents(steady));
    }

    /** Among them events that came long after their second was over. */
    @Property(tries = 500)
    void shouldCountTheSameWhereverCommitsCutTheLog(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 8) int units,
            @ForAll @IntRange(min = 1, max = 400) int requests,
            @ForAll @IntRange(min = 1, max = 2_000) int seconds,
            @ForAll @IntRange(min = 1, max = 400) int commitEvery) {
        Random random = new Random(seed);
        List<Logged> log = log(random, units, requests, seconds);
        assertThat(calls(log, () -> random.nextInt(commitEvery) == 0)).isEqualTo(calls(log, () -> true));
    }

    /** Calls by cell, with what was put right later. */
    private static Map<Cell, Long> calls(List<Logged> log, BooleanSupplier isCommit) {
        Map<Cell, Long> calls = new HashMap<>();
        Combiner combiner = new Combiner(0, Events.CLOSING);
        for (int i = 0; i < log.size(); i++) {
            combiner.add(log.get(i).event, Events.LIMITS);
            combiner.readUntil(log.get(i).proved());
            if (isCommit.getAsBoolean() || i == log.size() - 1) {
                combiner.forgetUnits(log.get(i).proved());
                combiner.drain().values().forEach(delta -> {
                    delta.counts()
                            .forEach(count ->
                                    add(calls, count.cell(), count.tally().calls()));
                    delta.corrections().forEach(correction -> {
                        long moved = correction.tally().calls();
                        add(calls, correction.cell(), -moved);
                        if (correction.admission() != null) {
                            add(calls, correction.cell().with(correction.admission()), moved);
                        }
                    });
                });
            }
        }
        return calls;
    }

    private static void add(Map<Cell, Long> calls, Cell cell, long more) {
        long sum = calls.getOrDefault(cell, 0L) + more;
        if (sum == 0) {
            calls.remove(cell);
        } else {
            calls.put(cell, sum);
        }
    }

    private static Combiner restart(List<Logged> processed, List<UnitChoice> stored) {
        Combiner combiner = new Combiner(0, Events.CLOSING);
        stored.forEach(combiner::restore);
        long since =
                processed.get(processed.size() - 1).atMillis - combiner.memory().toMillis();
        for (Logged logged : processed) {
            if (logged.atMillis >= since) {
                combiner.remember(logged.event, Events.LIMITS);
                combiner.readUntil(logged.proved());
            }
        }
        combiner.drain();
        return combiner;
    }

    private static List<Object> contents(Combiner combiner) {
        List<Object> contents = new ArrayList<>();
        combiner.drain().forEach((model, delta) -> {
            Set<Delta.Count> counts = new HashSet<>(delta.counts());
            contents.add(List.of(model, counts, delta.corrections()));
        });
        return contents;
    }

    /** Requests in parts, some of them twice, some tried again, in the order in which they are logged. */
    private static List<Logged> log(Random random, int units, int requests, int seconds) {
        List<Logged> log = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            long assigned = Events.START + random.nextInt(seconds * 1_000);
            Events events = Events.SERVED
                    .by(
                            random.nextBoolean() ? "v1.0" : "v2.0",
                            random.nextInt(5) == 0 ? Role.SHADOW : Role.SERVED,
                            true)
                    .at(assigned)
                    .of(random.nextInt(4) == 0 ? null : "unit-" + random.nextInt(units))
                    .marked(random.nextInt(4) == 0 ? Boolean.valueOf(random.nextBoolean()) : null);
            String id = "r" + i;
            var call = Events.call(random.nextInt(5_000_000), random.nextInt(9) == 0 ? Status.ERROR : Status.OK);
            List<Observation> parts = random.nextInt(3) == 0
                    ? List.of(events.parts(id, true, false, null), events.parts(id, false, true, call))
                    : List.of(events.whole(id, call));
            for (Observation part : parts) {
                long logged = assigned + random.nextInt(20_000);
                log.add(new Logged(part, logged));
                if (random.nextInt(4) == 0) {
                    log.add(new Logged(part, logged + random.nextInt((int) LONGEST_DELAY)));
                }
            }
            if (random.nextInt(8) == 0) {
                long again = assigned + random.nextInt(10_000);
                log.add(new Logged(events.at(again).whole(id, call), again + random.nextInt(15_000)));
            }
        }
        log.sort(Comparator.comparingLong(Logged::atMillis));
        return log;
    }
}
