package dev.weir.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of the last minute's requests is missing from the evidence, by variant. What is missing may depend on arm and
 * outcome, so that more than one in a hundred makes the rest untrustworthy. Not safe for use by several threads.
 */
public final class Completeness {
    private static final int WINDOW_SECONDS = 60;
    private static final double TOLERATED_SHARE = 0.01;
    private static final long TOLERATED_REQUESTS = 2;

    private final TreeMap<String, Minute> variants = new TreeMap<>();
    private long last = Long.MIN_VALUE;
    private List<Share> shares;

    /** The last minute of one variant, and its sums: it is asked for with every verdict. */
    private static final class Minute {
        private final long[] counted = new long[WINDOW_SECONDS];
        private final long[] missing = new long[WINDOW_SECONDS];
        private long allCounted;
        private long allMissing;

        void add(Share share) {
            int place = place(share.second);
            counted[place] += share.counted;
            missing[place] += share.missing;
            allCounted += share.counted;
            allMissing += share.missing;
        }

        void forget(long second) {
            int place = place(second);
            allCounted -= counted[place];
            allMissing -= missing[place];
            counted[place] = 0;
            missing[place] = 0;
        }

        private static int place(long second) {
            return Math.floorMod(second, WINDOW_SECONDS);
        }
    }

    /**
     * Requests of one second and variant.
     *
     * @param second  second of assignment, or for a late request the first open one when it came; epoch seconds
     * @param variant version that handled them
     * @param counted requests that became evidence or were at least in time
     * @param missing requests that came late, were left out or were assigned and never heard of
     */
    public record Share(long second, String variant, long counted, long missing) {}

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
        shares = null;
        if (share.second > last) {
            goOn(share.second);
        }
        if (share.second > last - WINDOW_SECONDS) {
            variants.computeIfAbsent(share.variant, variant -> new Minute()).add(share);
        }
    }

    private void goOn(long second) {
        for (long passed = Math.max(last + 1, second - WINDOW_SECONDS + 1); passed <= second; passed++) {
            for (Minute minute : variants.values()) {
                minute.forget(passed);
            }
        }
        variants.values().removeIf(minute -> minute.allCounted == 0 && minute.allMissing == 0);
        last = second;
    }

    /** What is known of the last minute, for a snapshot; the same object while nothing has changed. */
    public List<Share> snapshot() {
        if (shares == null) {
            shares = List.copyOf(shares());
        }
        return shares;
    }

    private List<Share> shares() {
        List<Share> all = new ArrayList<>();
        for (long second = last - WINDOW_SECONDS + 1; !variants.isEmpty() && second <= last; second++) {
            int place = Minute.place(second);
            for (Map.Entry<String, Minute> variant : variants.entrySet()) {
                Minute minute = variant.getValue();
                if (minute.counted[place] > 0 || minute.missing[place] > 0) {
                    all.add(new Share(second, variant.getKey(), minute.counted[place], minute.missing[place]));
                }
            }
        }
        return all;
    }

    /** Puts back what {@link #snapshot} returned. */
    public void restore(List<Share> shares) {
        shares.forEach(this::add);
    }

    /** Why the evidence on a variant cannot be trusted; null if it can. */
    public String complaint(String variant) {
        Minute minute = variants.get(variant);
        if (minute == null) {
            return null;
        }
        long all = minute.allCounted + minute.allMissing;
        return minute.allMissing > TOLERATED_REQUESTS && minute.allMissing > TOLERATED_SHARE * all
                ? minute.allMissing + " of the last minute's " + all + " requests of " + variant
                        + " came late or not at all"
                : null;
    }
}
