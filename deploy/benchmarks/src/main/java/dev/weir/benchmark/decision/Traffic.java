package dev.weir.benchmark.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The requests of every benchmark here: 20 models in turn, 4,096 units of 13 characters, one in eight internal. */
@State(Scope.Thread)
public class Traffic {

    /** The models, alike but for their names. */
    static final List<String> MODELS =
            IntStream.range(0, 20).mapToObj(index -> "model-" + index).toList();

    /** The attribute that the rule of each model looks at. */
    static final String ATTRIBUTE = "tier";

    /** The value that sends a request to the candidate whatever its unit. */
    static final String INTERNAL = "internal";

    /** Share of the candidate in percent. */
    static final int CANDIDATE_PERCENT = 10;

    static final int SIZE = 4_096;

    private static final Map<String, String> OF_INTERNAL = Map.of(ATTRIBUTE, INTERNAL);
    private static final Map<String, String> OF_STANDARD = Map.of(ATTRIBUTE, "standard");

    private final String[] models = new String[SIZE];
    private final String[] units = new String[SIZE];
    private final String[] tiers = new String[SIZE];
    private final List<Map<String, String>> segments = new ArrayList<>(SIZE);
    private int next;

    /** Makes the same requests for everybody. */
    public Traffic() {
        SplittableRandom random = new SplittableRandom(7);
        for (int request = 0; request < SIZE; request++) {
            models[request] = MODELS.get(request % MODELS.size());
            units[request] = "user-" + (10_000_000 + random.nextInt(90_000_000));
            segments.add(random.nextInt(8) == 0 ? OF_INTERNAL : OF_STANDARD);
            tiers[request] = segments.get(request).get(ATTRIBUTE);
        }
    }

    /** Returns the place of the next request. */
    int next() {
        next = (next + 1) & (SIZE - 1);
        return next;
    }

    String model(int request) {
        return models[request];
    }

    String unit(int request) {
        return units[request];
    }

    String tier(int request) {
        return tiers[request];
    }

    /** Returns the attributes of a request, with {@link #ATTRIBUTE} among them. */
    Map<String, String> segments(int request) {
        return segments.get(request);
    }
}
