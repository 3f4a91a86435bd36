package dev.weir.router.report;

import dev.weir.schema.RouterReport;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a RouterReport for each interval the assigner has closed, a few milliseconds after every whole second: one for
 * each second with traffic and each revision in force in it, one with nothing assigned for the first second without, and
 * one every ten seconds as a sign of life.
 *
 * <p>{@code dropped} counts the model's events that were lost since the report before: for want of room, or because Kafka
 * or the serialiser refused them. It travels with the first report that is taken after, so that a report for which there
 * is no room takes no count with it.
 */
public final class RouterReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouterReporter.class);

    /** Wakes up a little late rather than early, which would cost a whole second. */
    private static final long AFTER_SECOND_MILLIS = 3;

    private static final long CLOSE_WITHIN_SECONDS = 2;

    private final String sidecar;
    private final Assigner assigner;
    private final EventRecorder events;
    private final BooleanSupplier stale;
    private final LongSupplier clockMillis;
    private final Predicate<RouterReport> reports;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "weir-reports");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Makes a reporter.
     *
     * @param sidecar     id of this router
     * @param assigner    what was assigned
     * @param events      what was dropped
     * @param stale       whether the router has lost touch with the control topic
     * @param clockMillis the assigner's clock, epoch milliseconds
     * @param reports     takes a report without blocking; false means that it was dropped
     */
    public RouterReporter(
            String sidecar,
            Assigner assigner,
            EventRecorder events,
            BooleanSupplier stale,
            LongSupplier clockMillis,
            Predicate<RouterReport> reports) {
        this.sidecar = sidecar;
        this.assigner = assigner;
        this.events = events;
        this.stale = stale;
        this.clockMillis = clockMillis;
        this.reports = reports;
    }

    /** Starts to report at the next whole second. */
    public void start() {
        scheduleNext();
    }

    /** Reports what was assigned up to now, as whole seconds: nothing must be assigned any more. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("last router reports are sent while the reporter is still busy sidecar={}", sidecar);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assigner.drainLeaving(this::send);
        assigner.models().forEach(model -> send(model, assigner.drainLast(model)));
    }

    private void scheduleNext() {
        long millis = clockMillis.getAsLong();
        timer.schedule(this::tick, 1_000 - Math.floorMod(millis, 1_000) + AFTER_SECOND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            assigner.drainLeaving(this::send);
            assigner.models().forEach(model -> send(model, assigner.drain(model)));
        } catch (RuntimeException e) {
            LOG.error("router reports not made sidecar={}", sidecar, e);
        } finally {
            if (!timer.isShutdown()) {
                scheduleNext();
            }
        }
    }

    private void send(String model, List<RoutedInterval> intervals) {
        for (RoutedInterval interval : intervals) {
            long lost = events.takeLost(model);
            boolean taken = reports.test(interval.report(sidecar, model, lost, stale.getAsBoolean()));
            if (!taken) {
                events.lost(model, lost);
            }
        }
    }
}
