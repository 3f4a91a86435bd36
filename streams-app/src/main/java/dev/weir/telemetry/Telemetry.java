package dev.weir.telemetry;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.KafkaStreams;

/** The program's meters in the form Prometheus scrapes. Closing ends the binders' threads and listeners. */
public final class Telemetry implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<AutoCloseable> binders = new ArrayDeque<>();

    /** Starts with the meters of the JVM and the process. */
    public Telemetry() {
        registry.config().meterFilter(new StoreTags());
        bind(new JvmMemoryMetrics());
        bind(new JvmThreadMetrics());
        bind(new ProcessorMetrics());
        bind(new UptimeMetrics());
        JvmGcMetrics collections = new JvmGcMetrics();
        bind(collections);
        binders.push(collections);
    }

    /** The registry to add meters to and to scrape. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Adds the meters of a part of the program. */
    public void bind(MeterBinder meters) {
        meters.bindTo(registry);
    }

    /** Adds Kafka Streams' own meters, which come and go with its threads and tasks. */
    public void bind(KafkaStreams streams) {
        KafkaStreamsMetrics meters = new KafkaStreamsMetrics(streams);
        meters.bindTo(registry);
        binders.push(meters);
    }

    @Override
    public void close() {
        while (!binders.isEmpty()) {
            try {
                binders.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a meter binder could not be closed", e);
            }
        }
        registry.close();
    }
}
