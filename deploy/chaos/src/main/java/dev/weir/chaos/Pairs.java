package dev.weir.chaos;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.Role;
import java.util.HashMap;
import java.util.Map;

/** The plain join of requests with the copies that were made of them. */
final class Pairs {
    private final Map<String, Half> served = new HashMap<>();
    private final Map<String, Half> shadow = new HashMap<>();
    private long events;

    /** What one side did. */
    private record Half(boolean answered, String label) {}

    /**
     * Pairs of some requests.
     *
     * @param pairs    requests of which both sides are known
     * @param compared of these, those that were answered to the user
     * @param matches  of these, those whose copy was answered, and with the same
     */
    record Counts(long pairs, long compared, long matches) {
        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(pairs + other.pairs, compared + other.compared, matches + other.matches);
        }
    }

    /** Takes in an event of a request that is copied, or of its copy; a duplicate says nothing new. */
    void add(InferenceEvent event) {
        events++;
        Half half = new Half(
                event.getLatency().getStatus() == LatencyStatus.OK,
                event.getPrediction().getLabel());
        (event.getRole() == Role.SHADOW ? shadow : served).putIfAbsent(event.getRequestId(), half);
    }

    /** Events taken in. */
    long events() {
        return events;
    }

    /** Of these, those that said nothing new. */
    long duplicates() {
        return events - served.size() - shadow.size();
    }

    /** All pairs. */
    Counts counts() {
        return served.entrySet().stream()
                .filter(each -> shadow.containsKey(each.getKey()))
                .map(each -> counts(each.getValue(), shadow.get(each.getKey())))
                .reduce(Counts.NONE, Counts::plus);
    }

    private static Counts counts(Half request, Half copy) {
        boolean matches = request.answered && copy.answered && request.label.equals(copy.label);
        return new Counts(1, request.answered ? 1 : 0, matches ? 1 : 0);
    }
}
