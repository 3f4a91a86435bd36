package dev.weir.router.meters;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One metric with a value for each model, or for each variant of each: of Prometheus it is read when somebody scrapes, which
 * takes nothing between scrapes, where Micrometer holds a kilobyte for each value. Any other registry gets a meter for each
 * value there is when the family is registered.
 *
 * @param name        name with dots, as Micrometer writes it
 * @param description what it says
 * @param kind        whether the values only grow
 * @param labels      names of the labels that tell values apart
 * @param values      reads the values
 */
public record MeterFamily(
        String name, String description, Kind kind, List<String> labels, Supplier<Stream<Value>> values) {

    /** Whether the values only grow. */
    public enum Kind {
        /** They rise and fall. */
        GAUGE,
        /** They only grow. */
        COUNTER
    }

    /**
     * One value.
     *
     * @param labels values of the labels, in the order of their names
     * @param value  the value now
     */
    public record Value(List<String> labels, double value) {}

    public MeterFamily {
        labels = List.copyOf(labels);
    }

    /** Has a registry show it. */
    public void register(MeterRegistry meters) {
        if (meters instanceof PrometheusMeterRegistry prometheus) {
            prometheus.getPrometheusRegistry().register(new Reading());
        } else {
            values.get().map(Value::labels).forEach(labelled -> registerOne(meters, labelled));
        }
    }

    private void registerOne(MeterRegistry meters, List<String> labelled) {
        if (kind == Kind.GAUGE) {
            Gauge.builder(name, () -> now(labelled))
                    .description(description)
                    .tags(tags(labelled))
                    .register(meters);
        } else {
            FunctionCounter.builder(name, this, family -> family.now(labelled))
                    .description(description)
                    .tags(tags(labelled))
                    .register(meters);
        }
    }

    private double now(List<String> labelled) {
        return values.get()
                .filter(value -> value.labels().equals(labelled))
                .mapToDouble(Value::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private Tags tags(List<String> labelled) {
        return Tags.of(IntStream.range(0, labels.size())
                .mapToObj(i -> Tag.of(labels.get(i), labelled.get(i)))
                .toList());
    }

    private final class Reading implements Collector {

        private final String prometheusName = name.replace('.', '_');

        @Override
        public MetricSnapshot collect() {
            return kind == Kind.GAUGE ? gauges() : counters();
        }

        private MetricSnapshot gauges() {
            GaugeSnapshot.Builder family =
                    GaugeSnapshot.builder().name(prometheusName).help(description);
            values.get()
                    .forEach(value -> family.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                            .labels(Labels.of(labels, value.labels()))
                            .value(value.value())
                            .build()));
            return family.build();
        }

        private MetricSnapshot counters() {
            CounterSnapshot.Builder family =
                    CounterSnapshot.builder().name(prometheusName).help(description);
            values.get()
                    .forEach(value -> family.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(Labels.of(labels, value.labels()))
                            .value(value.value())
                            .build()));
            return family.build();
        }

        @Override
        public String getPrometheusName() {
            return prometheusName;
        }
    }
}
