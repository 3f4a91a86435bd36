package dev.weir.router.control;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.SegmentRule;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A snapshot as its file has it, for Jackson; the field names are the topic's.
 *
 * @param topic     name of the topic
 * @param clusterId cluster the tables were read from, or null
 * @param topicId   id of the topic there, or null
 * @param currentAt instant up to which the tables are known to be the latest
 * @param orphans   models that the topic does not name, kept from the topic before it
 * @param tables    the tables in force, by model
 */
record SnapshotDocument(
        String topic, String clusterId, String topicId, String currentAt, List<String> orphans, List<Table> tables) {

    record Shadow(String variant, int sampleBps) {}

    record Segment(String key, String value, String variant) {}

    record Table(
            String model,
            long revision,
            String timestamp,
            String rollout,
            String stage,
            String baseline,
            String candidate,
            int candidateBps,
            Shadow shadow,
            String salt,
            Map<String, String> users,
            List<Segment> segments,
            boolean killSwitch,
            String decisionId) {

        static Table of(CompiledTable table) {
            return new Table(
                    table.model(),
                    table.revision(),
                    table.timestamp().toString(),
                    table.rollout(),
                    table.stage(),
                    table.baseline(),
                    table.candidate(),
                    table.candidateBps(),
                    table.shadow() == null
                            ? null
                            : new Shadow(
                                    table.shadow().variant(), table.shadow().sampleBps()),
                    table.salt(),
                    new TreeMap<>(table.users()),
                    table.segments().stream()
                            .map(rule -> new Segment(rule.key(), rule.value(), rule.variant()))
                            .toList(),
                    table.killSwitch(),
                    table.decisionId());
        }

        CompiledTable compiled() {
            return new CompiledTable(
                    model,
                    revision,
                    Instant.parse(timestamp),
                    rollout,
                    stage,
                    baseline,
                    candidate,
                    candidateBps,
                    shadow == null ? null : new Mirror(shadow.variant(), shadow.sampleBps()),
                    salt,
                    users,
                    segments.stream()
                            .map(rule -> new SegmentRule(rule.key(), rule.value(), rule.variant()))
                            .toList(),
                    killSwitch,
                    decisionId);
        }
    }

    static SnapshotDocument of(String topic, Snapshot snapshot) {
        HeldTables held = snapshot.tables();
        return new SnapshotDocument(
                topic,
                held.origin().clusterId(),
                held.origin().topicId(),
                snapshot.currentAt().toString(),
                List.copyOf(new TreeSet<>(held.orphans())),
                held.image().tables().values().stream()
                        .sorted(Comparator.comparing(CompiledTable::model))
                        .map(Table::of)
                        .toList());
    }

    /** Returns the snapshot; whatever is missing or out of range throws a RuntimeException that says what. */
    Snapshot snapshot() {
        Map<String, CompiledTable> byModel = new HashMap<>();
        for (Table table : tables) {
            if (byModel.put(table.model(), table.compiled()) != null) {
                throw new IllegalArgumentException("two tables of model " + table.model());
            }
        }
        return new Snapshot(
                new HeldTables(new RouteImage(byModel), new Incarnation(clusterId, topicId), new TreeSet<>(orphans)),
                Instant.parse(currentAt));
    }
}
