package dev.weir.evidence;

import dev.weir.event.Segments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which strata the requests of a rollout fall into, and which segments are watched on their own. Both follow from the
 * traffic of the collected baseline, so that their number is known before the candidate serves anybody: the error budget
 * is shared out among them once.
 *
 * <p>Of each attribute the {@value #MOST_VALUES} busiest values are kept apart; the rest, and those that turn up later,
 * are {@link Segments#OTHER}. A request without the attribute has the value {@link Segments#UNKNOWN}. A stratum is what a
 * request has of all attributes together, a segment what it has of one.
 *
 * @param keys    attributes, sorted, each once
 * @param traffic requests of the collected baseline by their attributes, of {@value #MOST_SEEN} different sets at most
 * @param watched segments that are watched, attribute by attribute; empty until the first stage begins
 */
public record Strata(List<String> keys, Map<String, Long> traffic, List<Watched> watched) {
    /** Values of an attribute that are kept apart. */
    static final int MOST_VALUES = 20;

    /** Sets of attributes whose traffic is counted; those that come later are rarely the busy ones. */
    static final int MOST_SEEN = 2_000;

    /**
     * A segment that is watched on its own.
     *
     * @param key   attribute
     * @param value its value, or {@link Segments#OTHER} for all that are not kept apart
     * @param share share of the collected baseline's requests, in [0, 1]
     */
    public record Watched(String key, String value, double share) {
        /** The segment as it is written in checks. */
        public String name() {
            return key + "=" + value;
        }
    }

    public Strata {
        keys = keys.stream().distinct().sorted().toList();
        traffic = Collections.unmodifiableMap(new TreeMap<>(traffic));
        watched = List.copyOf(watched);
    }

    /** The strata of some attributes before anything has been seen of them. */
    static Strata of(List<String> keys) {
        return new Strata(keys, Map.of(), List.of());
    }

    /** With more requests of the baseline, by their attributes. */
    Strata collect(Map<String, Long> requests) {
        Map<String, Long> seen = new TreeMap<>(traffic);
        requests.forEach((attributes, count) -> {
            if (seen.size() < MOST_SEEN || seen.containsKey(attributes)) {
                seen.merge(attributes, count, Long::sum);
            }
        });
        return new Strata(keys, seen, watched);
    }

    /** The strata as the first stage begins: from now on it is settled which segments there are. */
    Strata settle() {
        List<Watched> settled = new ArrayList<>();
        for (String key : keys) {
            settled.addAll(watch(key));
        }
        return new Strata(keys, Map.of(), settled);
    }

    private List<Watched> watch(String key) {
        Map<String, Long> byValue = new TreeMap<>();
        traffic.forEach((attributes, count) -> byValue.merge(Segments.value(attributes, key), count, Long::sum));
        double all =
                Math.max(1, byValue.values().stream().mapToLong(Long::longValue).sum());
        long others = byValue.getOrDefault(Segments.OTHER, 0L);
        byValue.remove(Segments.OTHER);
        List<String> busiest = byValue.keySet().stream()
                .sorted(Comparator.comparingLong((String value) -> -byValue.get(value))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        List<Watched> watchedValues = new ArrayList<>();
        for (int i = 0; i < busiest.size(); i++) {
            long count = byValue.get(busiest.get(i));
            if (i < MOST_VALUES) {
                watchedValues.add(new Watched(key, busiest.get(i), count / all));
            } else {
                others += count;
            }
        }
        watchedValues.sort(Comparator.comparing(Watched::value));
        watchedValues.add(new Watched(key, Segments.OTHER, others / all));
        return watchedValues;
    }

    private boolean isSettled() {
        return !watched.isEmpty();
    }

    /** The stratum of a request with some attributes; until the strata are settled, the attributes themselves. */
    String stratum(String attributes) {
        if (!isSettled()) {
            return attributes;
        }
        Map<String, String> values = new HashMap<>();
        for (String key : keys) {
            String value = Segments.value(attributes, key);
            values.put(key, isWatched(key, value) ? value : Segments.OTHER);
        }
        return Segments.canonical(values);
    }

    private boolean isWatched(String key, String value) {
        for (Watched segment : watched) {
            if (segment.key().equals(key) && segment.value().equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** The stratum of requests for which there is no room, {@link Segments#OTHER} of everything. */
    String rest() {
        return Segments.others(Segments.project(Segments.NONE, keys));
    }

    /** Where in {@link #watched} the segments of a stratum are. */
    int[] segments(String stratum) {
        int[] found = new int[isSettled() ? keys.size() : 0];
        int size = 0;
        for (int i = 0; i < watched.size() && size < found.length; i++) {
            Watched segment = watched.get(i);
            if (segment.key().equals(keys.get(size))
                    && segment.value().equals(Segments.value(stratum, segment.key()))) {
                found[size++] = i;
            }
        }
        if (size < found.length) {
            throw new IllegalArgumentException("stratum must be one of these strata, was " + stratum);
        }
        return found;
    }
}
