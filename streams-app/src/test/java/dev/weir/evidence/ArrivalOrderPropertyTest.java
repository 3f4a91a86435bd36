package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.event.UnitKey;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.Delta.Count;
import dev.weir.window.MetricsWindows;
import dev.weir.window.TimeLimits;
import dev.weir.window.Totals;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * What counts is what was assigned first, not what came first: as long as events come in time, the order in which they
 * come has no say in the evidence.
 */
class ArrivalOrderPropertyTest {
    private static final long START = 1_700_000_000_000L;
    private static final TimeLimits LIMITS = new TimeLimits(8_000_000, 5_000_000);
    private static final ClosingRule RULE = new ClosingRule(Duration.ofSeconds(5), Duration.ofSeconds(1));
    private static final Duration CLOSING = Duration.ofSeconds(11);
    private static final String[] VARIANTS = {"v1.0", "v2.0"};

    /** An event and the instant at which it is in the log. */
    private record Arrival(Observation event, long atMillis) {}

    /** What there is to compare. */
    private record Result(List<ClosedSecond> seconds, List<Totals> metrics, Map<String, Set<Long>> units) {}

    @Property(tries = 300)
    void shouldGiveTheSameEvidenceInEveryOrderOfArrival(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int units,
            @ForAll @IntRange(min = 1, max = 250) int requests,
            @ForAll @IntRange(min = 1, max = 1_500) int seconds) {
        List<Arrival> arrivals = arrivals(new Random(seed), units, requests, seconds);
        List<Arrival> sorted = new ArrayList<>(arrivals);
        sorted.sort(Comparator.<Arrival>comparingLong(arrival -> arrival.event.assignedMillis())
                .thenComparingLong(arrival -> UnitKey.ofRequest(arrival.event).identity()));
        arrivals.sort(Comparator.comparingLong(Arrival::atMillis));

        Result expected = count(sorted, new Random(seed));
        Result result = count(arrivals, new Random(seed + 1));
        for (int i = 0; i < Math.min(result.seconds.size(), expected.seconds.size()); i++) {
            assertThat(result.seconds.get(i)).isEqualTo(expected.seconds.get(i));
        }
        assertThat(result.seconds).hasSameSizeAs(expected.seconds);
        assertThat(result.metrics).containsExactlyInAnyOrderElementsOf(expected.metrics);
        // A unit may have been noted at two of its requests, but none is missing and none was invented.
        result.units.forEach((variant, sampled) -> assertThat(sampled).containsAll(expected.units.get(variant)));
        assertThat(union(result.units)).isEqualTo(union(expected.units));
    }

    /** Counts events in the order given, cut into deltas at random, and closes seconds as far as they have been read. */
    private static Result count(List<Arrival> arrivals, Random random) {
        Combiner combiner = new Combiner(0, CLOSING);
        OpenSeconds open = new OpenSeconds(START / 1_000);
        Watermarks watermarks = new Watermarks(1, Duration.ofSeconds(10));
        MetricsWindows metrics = new MetricsWindows(10_000);
        List<ClosedSecond> closed = new ArrayList<>();
        long readUntil = START;
        for (Arrival arrival : arrivals) {
            combiner.add(arrival.event, LIMITS);
            readUntil = Math.max(readUntil, arrival.event.assignedMillis());
            if (random.nextInt(7) == 0) {
                forward(combiner, open, metrics);
                combiner.readUntil(readUntil);
                watermarks.advance(new Watermark(0, readUntil), readUntil);
                close(open, watermarks, closed);
            }
        }
        forward(combiner, open, metrics);
        watermarks.advance(new Watermark(0, readUntil + 60_000), readUntil + 60_000);
        close(open, watermarks, closed);

        Map<String, Set<Long>> units = new TreeMap<>(Map.of("v1.0", new TreeSet<>(), "v2.0", new TreeSet<>()));
        for (ClosedSecond second : closed) {
            for (Count count : second.counts()) {
                for (long unit : count.tally().units().sampled()) {
                    units.get(count.cell().variant()).add(unit);
                }
            }
        }
        List<ClosedSecond> seconds = closed.stream()
                .map(ArrivalOrderPropertyTest::withoutUnits)
                .filter(second -> !second.counts().isEmpty())
                .toList();
        List<Totals> figures = metrics.all().stream()
                .flatMap(window -> window.figures().stream())
                .toList();
        return new Result(seconds, figures, units);
    }

    private static void forward(Combiner combiner, OpenSeconds open, MetricsWindows metrics) {
        Delta delta = combiner.drain().get(Traffic.MODEL);
        if (delta == null) {
            return;
        }
        for (Count count : delta.counts()) {
            open.add(0, count.cell(), count.tally());
            metrics.add(count.cell(), count.tally(), List.of(), false);
        }
        for (Delta.Correction correction : delta.corrections()) {
            assertThat(open.isClosed(correction.cell().second())).isFalse();
            open.correct(0, correction);
            if (correction.admission() == null) {
                metrics.takeBack(correction.cell(), correction.tally(), List.of());
            }
        }
    }

    private static void close(OpenSeconds open, Watermarks watermarks, List<ClosedSecond> closed) {
        while (watermarks.allUntil() >= RULE.completeAt(open.front())) {
            closed.add(open.closeByWatermark(watermarks, RULE).orElseThrow());
        }
    }

    /** Requests of a few units in parts and as wholes, published again, and tried again with the same id. */
    private static List<Arrival> arrivals(Random random, int units, int requests, int seconds) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            // Some in the same millisecond.
            long assigned = START + random.nextInt(seconds) * 1_000L + 100 * random.nextInt(10);
            int unit = random.nextInt(units);
            String variant = VARIANTS[random.nextInt(2)];
            String id = "r" + i;
            boolean apart = random.nextInt(3) == 0;
            long micros = random.nextInt(5_900_000);
            Observation request = event(id, unit, variant, assigned, apart ? null : call(random, micros));
            arrivals.add(new Arrival(request, assigned + (apart ? random.nextInt(5_900) : micros / 1_000)));
            if (apart && random.nextInt(4) > 0) {
                Observation rest = part(request, call(random, micros));
                arrivals.add(new Arrival(rest, assigned + micros / 1_000));
            }
            if (random.nextInt(6) == 0) {
                arrivals.add(new Arrival(request, assigned + random.nextInt(5_900)));
            }
            // A retry and its first attempt on different sides of the end of ten minutes are the one exception.
            boolean mayRetry = seconds < 590 || unit == 0;
            if (!apart && mayRetry && random.nextInt(5) == 0) {
                long again = assigned + 1 + random.nextInt(5_000);
                String other = VARIANTS[random.nextInt(2)];
                long retryMicros = random.nextInt(5_000_000);
                arrivals.add(new Arrival(
                        event(id, unit, other, again, call(random, retryMicros)), again + retryMicros / 1_000));
            }
        }
        return arrivals;
    }

    private static Observation event(String id, int unit, String variant, long assigned, Call call) {
        boolean hasUnit = unit > 0;
        return new Observation(
                id,
                Traffic.MODEL,
                variant,
                Role.SERVED,
                assigned,
                hasUnit ? "user-" + unit : null,
                Segments.NONE,
                assigned / 100_000,
                true,
                true,
                null,
                true,
                call != null,
                call);
    }

    private static Observation part(Observation request, Call call) {
        return new Observation(
                request.requestId(),
                request.model(),
                request.variant(),
                request.role(),
                request.assignedMillis(),
                request.unit(),
                request.segments(),
                request.revision(),
                true,
                true,
                null,
                false,
                true,
                call);
    }

    private static Call call(Random random, long micros) {
        return new Call(
                micros,
                Status.values()[random.nextInt(3)],
                random.nextInt(1_000),
                Observation.ABSENT,
                Observation.ABSENT);
    }

    private static ClosedSecond withoutUnits(ClosedSecond closed) {
        List<Count> counts = closed.counts().stream()
                .map(count -> new Count(count.cell(), count.tally().withoutUnits()))
                .toList();
        return new ClosedSecond(closed.second(), counts, closed.leftOut());
    }

    private static Set<Long> union(Map<String, Set<Long>> units) {
        return units.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }
}
