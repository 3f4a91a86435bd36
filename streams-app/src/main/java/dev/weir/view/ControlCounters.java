package dev.weir.view;

import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts what happens on the control topics from the start of this instance on. Every instance counts all of it: take the
 * maximum over instances, never the sum.
 */
public final class ControlCounters {
    private final ControlView view;
    private final MeterRegistry registry;

    private ControlCounters(ControlView view, MeterRegistry registry) {
        this.view = view;
        this.registry = registry;
    }

    /** Counts what a view is told from now on. */
    public static void register(ControlView view, MeterRegistry registry) {
        view.subscribe(new ControlCounters(view, registry)::count);
    }

    private void count(ViewEvent event) {
        if (event.value() instanceof Decision decision) {
            registry.counter(
                            "weir.decisions",
                            "model",
                            event.model(),
                            "action",
                            decision.getAction().name())
                    .increment();
        } else if (event.value() instanceof Alert alert) {
            registry.counter(
                            "weir.alerts",
                            "model",
                            event.model(),
                            "event",
                            alert.getEvent(),
                            "severity",
                            alert.getSeverity().name().toLowerCase(Locale.ROOT),
                            "resolved",
                            String.valueOf(alert.getResolved()))
                    .increment();
        } else if (event.value() instanceof RouterReport report) {
            report.getAssigned().forEach((variant, requests) -> registry.counter(
                            "weir.assigned.requests", "model", event.model(), "variant", variant)
                    .increment(requests));
        } else if (event.value() instanceof RouteAck ack) {
            revision(event.model(), ack.getRevision())
                    .filter(revision ->
                            ack.getAppliedAt().equals(revision.appliedAt().get(ack.getSidecar())))
                    .ifPresent(revision -> propagated(event.model(), revision, ack.getSidecar()));
        } else if (event.value() instanceof RoutingTable table) {
            // Of two topics, an ack may be read before the table that it is for.
            revision(event.model(), table.getRevision()).ifPresent(revision -> revision.appliedAt()
                    .keySet()
                    .forEach(sidecar -> propagated(event.model(), revision, sidecar)));
        }
    }

    private Optional<Delivery.Revision> revision(String model, long number) {
        return delivery(model).revisions().stream()
                .filter(revision -> revision.revision() == number && revision.decidedAt() != null)
                .findFirst();
    }

    private Delivery delivery(String model) {
        return view.model(model).map(ModelImage::delivery).orElse(Delivery.NONE);
    }

    /**
     * Counts the way of a table to a sidecar, which is not that of a sidecar that has just begun and reads a table of long
     * ago: only a sidecar that had applied an earlier table counts.
     */
    private void propagated(String model, Delivery.Revision revision, String sidecar) {
        boolean known = delivery(model).revisions().stream()
                .anyMatch(earlier -> earlier.revision() < revision.revision()
                        && earlier.appliedAt().containsKey(sidecar));
        if (known) {
            Duration took =
                    Duration.between(revision.decidedAt(), revision.appliedAt().get(sidecar));
            timer(model).record(took.isNegative() ? Duration.ZERO : took);
        }
    }

    private Timer timer(String model) {
        return Timer.builder("weir.propagation")
                .description("From a decision to a sidecar that applies its table, by the clocks of both")
                .tag("model", model)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2_500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
    }
}
