package dev.weir.router.app;

import dev.weir.publish.EventPublisher;
import dev.weir.publish.PublisherStats;
import dev.weir.router.control.RouteFollower;
import dev.weir.router.meters.MeterFamily;
import dev.weir.router.selection.CompiledTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Metrics of the router as a whole; events given = accepted + dropped, accepted = published + failed + queued. */
final class SidecarMeters {

    private SidecarMeters() {}

    static void register(
            MeterRegistry meters, RouteFollower routes, EventPublisher events, Supplier<Set<String>> models) {
        Gauge.builder("weir.router.stale", routes, follower -> follower.isStale() ? 1 : 0)
                .description("1 while the router has been without contact to the routing tables for ten seconds")
                .register(meters);
        Gauge.builder("weir.router.ready", routes, follower -> follower.isReady() ? 1 : 0)
                .description("1 once there are routing tables to go by")
                .register(meters);
        TimeGauge.builder(
                        "weir.router.routes.age",
                        routes,
                        TimeUnit.SECONDS,
                        follower -> follower.age().toMillis() / 1e3)
                .description("Time since the routing tables were known to be the latest; around nothing while in touch")
                .register(meters);
        new MeterFamily(
                        "weir.router.revision",
                        "Revision of the routing table in force, 0 without one",
                        MeterFamily.Kind.GAUGE,
                        List.of("model"),
                        () -> models.get().stream()
                                .map(model -> new MeterFamily.Value(List.of(model), revision(routes, model))))
                .register(meters);
        counter(meters, events, "accepted", "Events taken to be published", PublisherStats::accepted);
        counter(meters, events, "published", "Events that Kafka has acknowledged", PublisherStats::published);
        counter(meters, events, "dropped", "Events dropped because the queue was full", PublisherStats::dropped);
        counter(meters, events, "failed", "Events that Kafka or the serialiser refused", PublisherStats::failed);
        Gauge.builder("weir.router.events.queued", events, publisher -> publisher
                        .stats()
                        .queued())
                .description("Events that wait to be published")
                .register(meters);
    }

    private static double revision(RouteFollower routes, String model) {
        return routes.get().table(model).map(CompiledTable::revision).orElse(0L);
    }

    private static void counter(
            MeterRegistry meters,
            EventPublisher events,
            String what,
            String description,
            ToLongFunction<PublisherStats> count) {
        FunctionCounter.builder("weir.router.events." + what, events, publisher -> count.applyAsLong(publisher.stats()))
                .description(description)
                .register(meters);
    }
}
