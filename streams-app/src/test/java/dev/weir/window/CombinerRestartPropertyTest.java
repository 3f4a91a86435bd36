package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.UnitChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A task that begins anew counts what is to come as the one before it would have. */
class CombinerRestartPropertyTest {
    private static final long LONGEST_DELAY = 60_000;

    /** An event and the instant at which it is in the log. */
    private record Logged(Observation event, long atMillis) {}

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
        long readUntil = Long.MIN_VALUE;
        for (int i = 0; i < log.size(); i++) {
            Observation event = log.get(i).event;
            assertThat(restarted.add(event, Events.LIMITS))
                    .as("whether event %d of %s is new", i, event.requestId())
                    .isEqualTo(steady.add(event, Events.LIMITS));
            readUntil = Math.max(readUntil, event.assignedMillis());
            if (random.nextInt(commitEvery) == 0) {
                assertThat(contents(restarted)).isEqualTo(contents(steady));
                stored.addAll(restarted.drainUnits());
                restarted.readUntil(readUntil);
                steady.readUntil(readUntil);
                if (random.nextBoolean()) {
                    restarted = restart(log.subList(0, i + 1), stored);
                    restarted.readUntil(readUntil);
                }
            }
        }
        assertThat(contents(restarted)).isEqualTo(contents(steady));
    }

    private static Combiner restart(List<Logged> processed, List<UnitChoice> stored) {
        Combiner combiner = new Combiner(0, Events.CLOSING);
        stored.forEach(combiner::restore);
        long since =
                processed.get(processed.size() - 1).atMillis - combiner.memory().toMillis();
        for (Logged logged : processed) {
            if (logged.atMillis >= since) {
                combiner.remember(logged.event, Events.LIMITS);
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
