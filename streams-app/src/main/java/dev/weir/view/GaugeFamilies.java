package dev.weir.view;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gauges of one scrape, by name. */
final class GaugeFamilies {
    private final Map<String, Family> families = new LinkedHashMap<>();

    /** The gauge of a name, new if there is none yet. */
    Family of(String name, String help) {
        return families.computeIfAbsent(name, key -> new Family(name, help));
    }

    /** What the registry shows; a gauge without a value is not there. */
    MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        families.values().forEach(family -> all.metricSnapshot(family.snapshot()));
        return all.build();
    }

    /** A gauge. */
    static final class Family {
        private final String name;
        private final String help;
        private final Map<Labels, Double> values = new LinkedHashMap<>();

        private Family(String name, String help) {
            this.name = name;
            this.help = help;
        }

        /**
         * Adds a value; null is none. Labels are names and values in turn; of two values with the same labels the first counts,
         * since a scrape with both would be refused as a whole.
         */
        void add(Number value, String... labels) {
            if (value != null) {
                values.putIfAbsent(Labels.of(labels), value.doubleValue());
            }
        }

        private GaugeSnapshot snapshot() {
            GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
            values.forEach((labels, value) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value)
                    .build()));
            return gauge.build();
        }
    }
}
