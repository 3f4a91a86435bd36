package dev.weir.verdict;

import dev.weir.event.Segments;
import dev.weir.evidence.ArmOutcomes;
import dev.weir.evidence.ExperimentStart;
import dev.weir.statistics.sequential.EBenjaminiHochberg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An experiment in each of its segments. Intervals hold in all of them together; those in which a variant is named better
 * are, of all that are named, wrongly so in a share alpha at most: by e-values at every look, by Holm's rule at one.
 *
 * @param segments the segments of one attribute after the other
 */
record SegmentContests(List<Segment> segments) {

    /** Where a segment stands. */
    enum Named {
        BASELINE,
        CANDIDATE,
        NEITHER
    }

    /**
     * One segment.
     *
     * @param key     attribute
     * @param value   its value
     * @param contest the comparison in it
     * @param share   share of the requests that are of it
     * @param named   which variant is better in it, beyond chance
     */
    record Segment(String key, String value, Contest contest, double share, Named named) {
        /** As it is written in checks. */
        String name() {
            return key + "=" + value;
        }

        private Segment named(Named newNamed) {
            return new Segment(key, value, contest, share, newNamed);
        }
    }

    static SegmentContests of(
            Map<String, ArmOutcomes> strata, ExperimentStart start, ExperimentPlanner planner, boolean byUnit) {
        List<Segment> found = new ArrayList<>();
        int size = 0;
        for (String key : start.segments()) {
            size += values(strata, key).size();
        }
        double each = planner.terms().alpha() / Math.max(1, size);
        for (String key : start.segments()) {
            long all = 0;
            for (ArmOutcomes arms : strata.values()) {
                all += requests(arms);
            }
            for (String value : values(strata, key)) {
                List<ArmOutcomes> own = new ArrayList<>();
                long requests = 0;
                for (Map.Entry<String, ArmOutcomes> stratum : strata.entrySet()) {
                    if (Segments.value(stratum.getKey(), key).equals(value)) {
                        own.add(stratum.getValue());
                        requests += requests(stratum.getValue());
                    }
                }
                Contest contest = start.hasOneLook()
                        ? Contest.once(own, planner, byUnit, each)
                        : Contest.always(
                                own, planner, byUnit, each, planner.terms().isOver());
                found.add(new Segment(key, value, contest, requests / (double) Math.max(1, all), Named.NEITHER));
            }
        }
        return new SegmentContests(named(found, planner.terms().alpha()));
    }

    private static long requests(ArmOutcomes arms) {
        return arms.baseline().requests() + arms.candidate().requests();
    }

    private static TreeSet<String> values(Map<String, ArmOutcomes> strata, String key) {
        TreeSet<String> values = new TreeSet<>();
        strata.keySet().forEach(stratum -> values.add(Segments.value(stratum, key)));
        return values;
    }

    private static List<Segment> named(List<Segment> segments, double alpha) {
        List<Segment> compared = segments.stream()
                .filter(segment -> segment.contest.estimate() != null)
                .toList();
        boolean isOnce = compared.stream().anyMatch(segment -> segment.contest.pValue() != null);
        boolean[] rejected = new boolean[compared.size()];
        if (isOnce) {
            double[] together = PlannedLook.together(compared.stream()
                    .mapToDouble(segment -> segment.contest.pValue())
                    .toArray());
            for (int i = 0; i < rejected.length; i++) {
                rejected[i] = together[i] <= alpha;
            }
        } else {
            rejected = EBenjaminiHochberg.rejections(
                    compared.stream()
                            .mapToDouble(segment -> segment.contest.logE())
                            .toArray(),
                    alpha);
        }
        Map<String, Named> names = new TreeMap<>();
        for (int i = 0; i < rejected.length; i++) {
            if (rejected[i]) {
                boolean better = compared.get(i).contest.estimate().difference() > 0;
                names.put(compared.get(i).name(), better ? Named.CANDIDATE : Named.BASELINE);
            }
        }
        return segments.stream()
                .map(segment -> segment.named(names.getOrDefault(segment.name(), Named.NEITHER)))
                .toList();
    }

    /** The attribute in some of whose segments the one variant is better and in others the other; null if none is. */
    String opposed() {
        for (Segment segment : segments) {
            if (segment.named == Named.CANDIDATE
                    && !of(segment.key, Named.BASELINE).isEmpty()) {
                return segment.key;
            }
        }
        return null;
    }

    /** The segments of an attribute in which a variant is better. */
    List<Segment> of(String key, Named named) {
        return segments.stream()
                .filter(segment -> segment.key.equals(key) && segment.named == named)
                .toList();
    }

    /**
     * The value to be expected if the segments of an attribute in which the candidate is better are sent to it and all
     * others stay; null where something is not known of it.
     */
    Double routed(String key) {
        double sum = 0;
        double shares = 0;
        for (Segment segment : segments) {
            if (segment.key.equals(key)) {
                Contest contest = segment.contest;
                Double value =
                        contest.value(segment.named == Named.CANDIDATE ? contest.candidate() : contest.baseline());
                if (value != null) {
                    sum += segment.share * value;
                    shares += segment.share;
                }
            }
        }
        return shares > 0 ? (Double) (sum / shares) : null;
    }
}
