package dev.weir.router.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.internal.PlatformDependent;

/**
 * What the JVM and Netty say of themselves. Registered when somebody looks for the first time: the JVM's management classes
 * take megabytes and a tenth of a second, which nobody should pay who does not scrape.
 */
final class JvmMeters implements AutoCloseable {

    private final MeterRegistry meters;
    private JvmGcMetrics collections;

    JvmMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Registers them, unless they are. */
    synchronized void ensureRegistered() {
        if (collections != null) {
            return;
        }
        collections = new JvmGcMetrics();
        collections.bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ClassLoaderMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        // Where Netty cannot count, the JVM does: jvm_buffer_memory_used_bytes.
        if (PlatformDependent.usedDirectMemory() >= 0) {
            Gauge.builder("weir.router.netty.direct", PlatformDependent::usedDirectMemory)
                    .description("Memory outside the heap that Netty holds for what is sent and received")
                    .baseUnit("bytes")
                    .register(meters);
        }
    }

    /** Stops listening to the garbage collectors. */
    @Override
    public synchronized void close() {
        if (collections != null) {
            collections.close();
        }
    }
}
