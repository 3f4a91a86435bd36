package dev.weir.evidence;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.window.Cell;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.Tally;
import dev.weir.window.TimeLimits;
import dev.weir.window.UnitSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Made-up requests of one model in a few seconds, and what the evidence makes of them. */
final class Traffic {
    static final String MODEL = "sentiment";
    static final String BASELINE = "v1.0";
    static final String CANDIDATE = "v2.0";
    static final TimeLimits LIMITS = TimeLimits.of(Duration.ofSeconds(5));
    static final long START = 1_700_000_000L;
    static final long STAGE_AT = START + 5;
    static final long END = START + 40;

    private Traffic() {}

    /** The trial of a plan in its first stage from {@link #STAGE_AT} on; revision 1 collects, 2 is the stage's. */
    static Trial trial(TrialRules rules, Delta.Count... collected) {
        Trial trial = Trial.begin(rules, collecting(START)).take(new ClosedSecond(START, List.of(collected), 0));
        return trial.enter(stage(0, 2, STAGE_AT));
    }

    /** Requests of the baseline with some attributes as it is collected. */
    static Delta.Count collected(String segments, long calls) {
        return count(START, 1, BASELINE, Role.SERVED, segments, Admission.FIRST_OF_UNIT, calls, 0);
    }

    /** The collection of the baseline under revision 1. */
    static StageStart collecting(long second) {
        return new StageStart(StageStart.BASELINE, 1, second * 1_000, Guardrail.standards(), 20, 0, 0, 0, 0);
    }

    /** A stage of half the traffic. */
    static StageStart stage(int index, long revision, long second) {
        return new StageStart(index, revision, second * 1_000, Guardrail.standards(), 60, 5_000, 50, 0, 0);
    }

    static TrialRules rules() {
        return new TrialRules(BASELINE, CANDIDATE, List.of(), true, 0);
    }

    /** The trial of the same plan that still collects its baseline. */
    static Trial collecting(TrialRules rules) {
        return Trial.begin(rules, collecting(START));
    }

    /** What a trial makes of closed seconds: the baseline is collected until {@link #STAGE_AT}, then compared with. */
    static Trial judge(TrialRules rules, List<ClosedSecond> closed) {
        Trial trial = collecting(rules);
        for (ClosedSecond second : closed) {
            trial = (second.second() == STAGE_AT ? trial.enter(stage(0, 2, STAGE_AT)) : trial).take(second);
        }
        return trial;
    }

    /** Requests of some seconds, spread over partitions by their ids, in the order of their assignment. */
    static List<List<Observation>> byPartition(long seed, int requests, int partitions) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Observation>> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new ArrayList<>());
        }
        for (int i = 0; i < requests; i++) {
            long millis = START * 1_000 + (END - START) * 1_000 * i / requests;
            boolean collecting = millis < STAGE_AT * 1_000;
            boolean candidate = !collecting && random.nextInt(2) == 0;
            boolean failed = random.nextInt(candidate ? 8 : 20) == 0;
            long micros = Math.round(20_000 * Math.exp(0.5 * random.nextGaussian()));
            String attributes = Segments.canonical(
                    Map.of("user_type", random.nextInt(4) == 0 ? "paying" : "free", "region", "r" + random.nextInt(3)));
            String unit = random.nextInt(3) == 0 ? null : "u" + random.nextInt(5_000);
            all.get(random.nextInt(partitions))
                    .add(observation(
                            "r" + i,
                            candidate ? CANDIDATE : BASELINE,
                            millis,
                            unit,
                            attributes,
                            collecting ? 1 : 2,
                            failed,
                            micros));
        }
        return all;
    }

    private static Observation observation(
            String id,
            String variant,
            long millis,
            String unit,
            String attributes,
            long revision,
            boolean failed,
            long micros) {
        Observation.Status status = failed ? Observation.Status.ERROR : Observation.Status.OK;
        Observation.Call call =
                new Observation.Call(micros, status, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT);
        return new Observation(
                id,
                MODEL,
                variant,
                Role.SERVED,
                millis,
                unit,
                attributes,
                revision,
                true,
                true,
                null,
                true,
                true,
                call);
    }

    /** Deltas of one partition, cut before each request whose number is in {@code cuts}. */
    static List<Delta> deltas(int partition, List<Observation> requests, List<Integer> cuts) {
        Combiner combiner = new Combiner(partition, Duration.ofSeconds(11));
        List<Delta> deltas = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            if (cuts.contains(i)) {
                drain(combiner, deltas);
            }
            combiner.add(requests.get(i), LIMITS);
        }
        drain(combiner, deltas);
        return deltas;
    }

    private static void drain(Combiner combiner, List<Delta> deltas) {
        Map<String, Delta> drained = combiner.drain();
        if (!drained.isEmpty()) {
            deltas.add(drained.get(MODEL));
        }
    }

    static void add(OpenSeconds open, Delta delta) {
        delta.counts().forEach(count -> open.add(delta.partition(), count.cell(), count.tally()));
    }

    /** Closes every second that has requests, as complete. */
    static List<ClosedSecond> close(OpenSeconds open) {
        List<ClosedSecond> closed = new ArrayList<>();
        while (open.front() < END) {
            closed.add(open.closeComplete());
        }
        return closed;
    }

    /** Requests of one cell: so many calls, so many of which failed. */
    static Delta.Count count(
            long second,
            long revision,
            String variant,
            Role role,
            String segments,
            Admission admission,
            long calls,
            long errors) {
        HistogramBuilder durations = new HistogramBuilder();
        for (long i = errors; i < calls; i++) {
            durations.add(20_000 + 100 * i);
        }
        Tally tally = new Tally(
                calls,
                calls,
                calls,
                errors,
                0,
                calls,
                durations.build(),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                20_000 * calls,
                0,
                0,
                0,
                new UnitSample(calls >= Long.SIZE ? -1 : (1L << calls) - 1, new long[0]));
        return new Delta.Count(new Cell(second, revision, variant, role, segments, admission), tally);
    }

    static Delta.Count evidence(long second, long revision, String variant, long calls, long errors) {
        return count(second, revision, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT, calls, errors);
    }
}
