package dev.weir.view;

import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How routing tables reach the sidecars and what these do with them; immutable.
 *
 * @param revisions the last {@value #REVISIONS} revisions, highest first
 * @param slices    requests as the sidecars assigned them in the last {@value #SLICES} stretches of
 *                  {@value #SLICE_SECONDS} s that had any, latest first
 */
public record Delivery(List<Revision> revisions, List<Slice> slices) {
    static final int REVISIONS = 30;
    static final int SLICES = 120;

    /** Length of a slice, seconds. */
    public static final long SLICE_SECONDS = 5;

    static final Delivery NONE = new Delivery(List.of(), List.of());

    /**
     * One routing table on its way.
     *
     * @param revision  its number
     * @param decidedAt instant of the table; null while only acks of it were read
     * @param stage     stage it is for; null outside rollouts
     * @param weights   variant to basis points
     * @param appliedAt sidecar to the instant at which it applied the table
     * @param assigned  variant to the requests that sidecars assigned by it
     */
    public record Revision(
            long revision,
            Instant decidedAt,
            String stage,
            Map<String, Integer> weights,
            Map<String, Instant> appliedAt,
            Map<String, Long> assigned) {
        static Revision unknown(long revision) {
            return new Revision(revision, null, null, Map.of(), Map.of(), Map.of());
        }

        private Revision with(RoutingTable table) {
            Map<String, Integer> bps = new LinkedHashMap<>();
            for (VariantWeight weight : table.getWeights()) {
                bps.put(weight.getVariant(), weight.getWeightBps());
            }
            return new Revision(revision, table.getTimestamp(), table.getStage(), bps, appliedAt, assigned);
        }

        private Revision with(RouteAck ack) {
            Map<String, Instant> acks = new LinkedHashMap<>(appliedAt);
            acks.putIfAbsent(ack.getSidecar(), ack.getAppliedAt());
            return new Revision(revision, decidedAt, stage, weights, acks, assigned);
        }

        private Revision with(RouterReport report) {
            return new Revision(revision, decidedAt, stage, weights, appliedAt, sum(assigned, report.getAssigned()));
        }
    }

    /**
     * What all sidecars assigned in a stretch of time.
     *
     * @param start    its start, a whole multiple of its length since 1970
     * @param assigned variant to requests
     */
    public record Slice(Instant start, Map<String, Long> assigned) {}

    public Delivery {
        revisions = List.copyOf(revisions);
        slices = List.copyOf(slices);
    }

    Delivery with(RoutingTable table) {
        return changed(table.getRevision(), revision -> revision.with(table));
    }

    Delivery with(RouteAck ack) {
        return changed(ack.getRevision(), revision -> revision.with(ack));
    }

    Delivery with(RouterReport report) {
        if (report.getAssigned().isEmpty()) {
            return this;
        }
        Delivery counted = changed(report.getRevision(), revision -> revision.with(report));
        return new Delivery(counted.revisions, added(report));
    }

    private Delivery changed(long number, UnaryOperator<Revision> change) {
        List<Revision> result = new ArrayList<>(revisions.size() + 1);
        boolean found = false;
        for (Revision revision : revisions) {
            if (!found && revision.revision() <= number) {
                found = true;
                if (revision.revision() < number) {
                    result.add(change.apply(Revision.unknown(number)));
                    result.add(revision);
                } else {
                    result.add(change.apply(revision));
                }
            } else {
                result.add(revision);
            }
        }
        if (!found) {
            result.add(change.apply(Revision.unknown(number)));
        }
        return new Delivery(result.subList(0, Math.min(REVISIONS, result.size())), slices);
    }

    private List<Slice> added(RouterReport report) {
        long second = Math.floorDiv(report.getFrom().getEpochSecond(), SLICE_SECONDS) * SLICE_SECONDS;
        Instant start = Instant.ofEpochSecond(second);
        Map<String, Long> before = slices.stream()
                .filter(slice -> slice.start().equals(start))
                .findFirst()
                .map(Slice::assigned)
                .orElse(Map.of());
        List<Slice> result = new ArrayList<>(slices);
        result.removeIf(slice -> slice.start().equals(start));
        int place = 0;
        while (place < result.size() && result.get(place).start().isAfter(start)) {
            place++;
        }
        result.add(place, new Slice(start, sum(before, report.getAssigned())));
        return result.subList(0, Math.min(SLICES, result.size()));
    }

    private static Map<String, Long> sum(Map<String, Long> counts, Map<String, Long> more) {
        Map<String, Long> sum = new LinkedHashMap<>(counts);
        more.forEach((variant, count) -> sum.merge(variant, Objects.requireNonNullElse(count, 0L), Long::sum));
        return sum;
    }
}
