package dev.weir.evidence;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the last minute's requests is missing from the evidence, by variant. What is missing may depend on arm and
 * outcome, so that more than one in a hundred makes the rest untrustworthy. Kept on the heap only; not safe for use by
 * several threads.
 */
public final class Completeness {
    private static final long WINDOW_SECONDS = 60;
    private static final double TOLERATED_SHARE = 0.01;
    private static final long TOLERATED_REQUESTS = 2;

    private final TreeMap<Long, Map<String, Share>> seconds = new TreeMap<>();

    private record Share(long counted, long missing) {
        Share plus(Share other) {
            return new Share(counted + other.counted, missing + other.missing);
        }
    }

    /** Requests of a variant that became evidence or were at least in time. */
    public void counted(long second, String variant, long requests) {
        add(second, variant, new Share(requests, 0));
    }

    /** Requests of a variant that came late, were left out or were assigned and never heard of. */
    public void missing(long second, String variant, long requests) {
        add(second, variant, new Share(0, requests));
    }

    private void add(long second, String variant, Share share) {
        if (share.counted <= 0 && share.missing <= 0) {
            return;
        }
        seconds.computeIfAbsent(second, key -> new HashMap<>()).merge(variant, share, Share::plus);
        seconds.headMap(seconds.lastKey() - WINDOW_SECONDS, true).clear();
    }

    /** Why the evidence on a variant cannot be trusted; null if it can. */
    public String complaint(String variant) {
        Share sum = seconds.values().stream()
                .map(byVariant -> byVariant.getOrDefault(variant, new Share(0, 0)))
                .reduce(new Share(0, 0), Share::plus);
        long all = sum.counted + sum.missing;
        return sum.missing > TOLERATED_REQUESTS && sum.missing > TOLERATED_SHARE * all
                ? sum.missing + " of the last minute's " + all + " requests of " + variant + " came late or not at all"
                : null;
    }
}
