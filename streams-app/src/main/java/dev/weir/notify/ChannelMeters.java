package dev.weir.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** The figures of one channel: of the alerts taken, so many delivered, given up and waiting. */
final class ChannelMeters {
    private final Counter delivered;
    private final Counter failed;
    private final Counter givenUp;

    ChannelMeters(MeterRegistry registry, String channel, IntSupplier waiting) {
        this.delivered = Counter.builder("weir.notify.delivered")
                .description("Alerts that a channel took")
                .tag("channel", channel)
                .register(registry);
        this.failed = Counter.builder("weir.notify.attempts.failed")
                .description("Attempts that a channel did not take; most are made again")
                .tag("channel", channel)
                .register(registry);
        this.givenUp = Counter.builder("weir.notify.given.up")
                .description("Alerts that a channel refused or did not take in time; the log has them")
                .tag("channel", channel)
                .register(registry);
        Gauge.builder("weir.notify.waiting", waiting, IntSupplier::getAsInt)
                .description("Alerts that wait for a channel")
                .tag("channel", channel)
                .register(registry);
    }

    void delivered() {
        delivered.increment();
    }

    void failed() {
        failed.increment();
    }

    void givenUp() {
        givenUp.increment();
    }
}
