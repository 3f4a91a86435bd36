package dev.weir.evidence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the last minute's requests is missing from the evidence, by variant. What is missing may depend on arm and
 * outcome, so that more than one in a hundred makes the rest untrustworthy. Not safe for use by several threads.
 */
public final class Completeness {
    private static final long WINDOW_SECONDS = 60;
    private static final double TOLERATED_SHARE = 0.01;
    private static final long TOLERATED_REQUESTS = 2;

    private final TreeMap<Long, Map<String, Share>> seconds = new TreeMap<>();

    /**
     * Requests of one second and variant.
     *
     * @param second  second of assignment, or for a late request the first open one when it came; epoch seconds
     * @param variant version that handled them
     * @param counted requests that became evidence or were at least in time
     * @param missing requests that came late, were left out or were assigned and never heard of
     */
    public record Share(long second, String variant, long counted, long missing) {
        Share plus(Share other) {
            return new Share(second, variant, counted + other.counted, missing + other.missing);
        }
    }

    /** Requests of a variant that became evidence or were at least in time. */
    public void counted(long second, String variant, long requests) {
        add(new Share(second, variant, requests, 0));
    }

    /** Requests of a variant that came late, were left out or were assigned and never heard of. */
    public void missing(long second, String variant, long requests) {
        add(new Share(second, variant, 0, requests));
    }

    private void add(Share share) {
        if (share.counted <= 0 && share.missing <= 0) {
            return;
        }
        seconds.computeIfAbsent(share.second, key -> new TreeMap<>()).merge(share.variant, share, Share::plus);
        seconds.headMap(seconds.lastKey() - WINDOW_SECONDS, true).clear();
    }

    /** What is known of the last minute, for a snapshot. */
    public List<Share> snapshot() {
        return seconds.values().stream()
                .flatMap(byVariant -> byVariant.values().stream())
                .toList();
    }

    /** Puts back what {@link #snapshot} returned. */
    public void restore(List<Share> shares) {
        shares.forEach(this::add);
    }

    /** Why the evidence on a variant cannot be trusted; null if it can. */
    public String complaint(String variant) {
        Share sum = seconds.values().stream()
                .filter(byVariant -> byVariant.containsKey(variant))
                .map(byVariant -> byVariant.get(variant))
                .reduce(new Share(0, variant, 0, 0), Share::plus);
        long all = sum.counted + sum.missing;
        return sum.missing > TOLERATED_REQUESTS && sum.missing > TOLERATED_SHARE * all
                ? sum.missing + " of the last minute's " + all + " requests of " + variant + " came late or not at all"
                : null;
    }
}
