package dev.weir.router.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How the configuration was read while the router ran, for those who watch it and not its log. */
final class ConfigReads {

    private final Counter applied;
    private final Counter refused;
    private volatile boolean lastRefused;

    ConfigReads(MeterRegistry meters) {
        this.applied = counter(meters, "applied");
        this.refused = counter(meters, "refused");
        Gauge.builder("weir.router.config.refused", this, reads -> reads.lastRefused ? 1 : 0)
                .description("1 while the configuration that was read last is not the one in force")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("weir.router.config.reads")
                .description("Times the configuration was read again")
                .tag("result", result)
                .register(meters);
    }

    void applied() {
        lastRefused = false;
        applied.increment();
    }

    void refused() {
        lastRefused = true;
        refused.increment();
    }
}
