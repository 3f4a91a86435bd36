package dev.weir.benchmark.judge;

import dev.weir.event.Observation;
import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.window.TimeLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The requests of one model as a sidecar publishes them, all parts in one event, the same for everybody: ids that do not
 * come again while they are remembered, 100,000 units, three attributes of 10, 4 and 3 values of which the first are the
 * busiest, lognormal figures, one failure in a hundred, one request in ten not its unit's first.
 */
@State(Scope.Thread)
public class Requests {
    static final String MODEL = "ranker";
    static final String BASELINE = "v1";
    static final String CANDIDATE = "v2";
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    static final TimeLimits LIMITS = TimeLimits.of(TIMEOUT);

    /** Time after its deadline at which a second closes. */
    static final Duration SLACK = Duration.ofSeconds(1);

    /** The attributes, and how many values each has. */
    static final Map<String, Integer> ATTRIBUTES = Map.of("country", 10, "device", 4, "tier", 3);

    /** One request in so many is the candidate's. */
    static final int CANDIDATE_ONE_IN = 10;

    /** More than twice as many ids as are remembered. */
    private static final int IDS = 1 << 19;

    private static final int SHAPES = 1 << 14;
    private static final int UNITS = 100_000;

    private final String[] ids;
    private final String[] units = new String[SHAPES];
    private final String[] attributes = new String[SHAPES];
    private final boolean[] repeats = new boolean[SHAPES];
    private final Call[] calls = new Call[SHAPES];
    private int next;

    /** Makes the requests. */
    public Requests() {
        this(IDS);
    }

    /** Makes the requests with so many ids, a power of two. */
    Requests(int size) {
        SplittableRandom random = new SplittableRandom(11);
        ids = new String[size];
        for (int id = 0; id < size; id++) {
            ids[id] = "3f2c9a6e-" + (1_000_000_000L + id) + "-b7d1";
        }
        for (int shape = 0; shape < SHAPES; shape++) {
            units[shape] = "user-" + (10_000_000 + random.nextInt(UNITS));
            attributes[shape] = Segments.canonical(Map.of(
                    "country", "c" + busy(random, "country"),
                    "device", "d" + busy(random, "device"),
                    "tier", "t" + busy(random, "tier")));
            repeats[shape] = random.nextInt(10) == 0;
            calls[shape] = new Call(
                    lognormal(random, 12_000),
                    random.nextInt(100) == 0 ? Status.ERROR : Status.OK,
                    lognormal(random, 4_000),
                    lognormal(random, 30_000_000),
                    Observation.ABSENT);
        }
    }

    /** A value of an attribute: each half as frequent as one of half its number. */
    private static int busy(SplittableRandom random, String attribute) {
        int values = ATTRIBUTES.get(attribute);
        return (int) Math.pow(values + 1.0, random.nextDouble()) - 1;
    }

    private static long lognormal(SplittableRandom random, double median) {
        return Math.round(median * Math.exp(0.6 * random.nextGaussian()));
    }

    /** Goes on to the next request. */
    int next() {
        next = (next + 1) & (ids.length - 1);
        return next;
    }

    String attributes(int request) {
        return attributes[request & (SHAPES - 1)];
    }

    Call call(int request) {
        return calls[request & (SHAPES - 1)];
    }

    static boolean isCandidate(int request) {
        return request % CANDIDATE_ONE_IN == 0;
    }

    boolean isFirstOfUnit(int request) {
        return !repeats[request & (SHAPES - 1)];
    }

    /**
     * The event of a request.
     *
     * @param firstOfUnit whether the router says that it is its unit's first; null where it says nothing
     */
    Observation event(
            int request,
            long assignedMillis,
            long revision,
            Boolean firstOfUnit,
            String ofAttributes,
            boolean isCandidate) {
        return new Observation(
                ids[request],
                MODEL,
                isCandidate ? CANDIDATE : BASELINE,
                Role.SERVED,
                assignedMillis,
                units[request & (SHAPES - 1)],
                ofAttributes,
                revision,
                true,
                true,
                firstOfUnit,
                true,
                true,
                calls[request & (SHAPES - 1)]);
    }

    /** The attributes by which a plan keeps the evidence apart. */
    static List<String> keys() {
        return ATTRIBUTES.keySet().stream().sorted().toList();
    }
}
