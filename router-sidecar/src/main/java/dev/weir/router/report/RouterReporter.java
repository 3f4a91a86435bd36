package dev.weir.router.report;

import dev.weir.schema.RouterReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a RouterReport for each interval the assigner has closed, a few milliseconds after every whole second: one for
 * each second with traffic and each revision in force in it, one with nothing assigned for the first second without, and
 * one every ten seconds as a sign of life.
 *
 * <p>{@code dropped} counts the model's events that were lost since the report before: for want of room, or because Kafka
 * or the serialiser refused them. It travels with the first report that is taken after, and one that is not published takes
 * no count with it: until a report is on its topic, what it says of lost events is said again by a later one. Models that
 * this router does not serve, of which it published logged calls, get a report only when events of theirs were lost.
 */
public final class RouterReporter implements AutoCloseable {

    /** Where reports go. */
    @FunctionalInterface
    public interface Outlet {

        /**
         * Takes a report to be published, without ever blocking.
         *
         * @param report the report
         * @param lost   to be run if it was taken and then not published after all
         * @return whether it was taken; if not, {@code lost} does not run
         */
        boolean take(RouterReport report, Runnable lost);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RouterReporter.class);

    /** Wakes up a little late rather than early, which would cost a whole second. */
    private static final long AFTER_SECOND_MILLIS = 3;

    private static final long SECOND = 1_000;
    private static final long CLOSE_WITHIN_SECONDS = 2;

    private final String sidecar;
    private final Assigner assigner;
    private final EventRecorder events;
    private final BooleanSupplier stale;
    private final LongSupplier clockMillis;
    private final Outlet reports;
    private final Function<String, Map<String, Reachability>> variants;
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
     * @param reports     where reports go
     */
    public RouterReporter(
            String sidecar,
            Assigner assigner,
            EventRecorder events,
            BooleanSupplier stale,
            LongSupplier clockMillis,
            Outlet reports) {
        this(sidecar, assigner, events, stale, clockMillis, reports, model -> Map.of());
    }

    /**
     * Makes a reporter of a router that calls variants.
     *
     * @param sidecar     id of this router
     * @param assigner    what was assigned
     * @param events      what was dropped
     * @param stale       whether the router has lost touch with the control topic
     * @param clockMillis the assigner's clock, epoch milliseconds
     * @param reports     where reports go
     * @param variants    model to what is known of each of its variants
     */
    public RouterReporter(
            String sidecar,
            Assigner assigner,
            EventRecorder events,
            BooleanSupplier stale,
            LongSupplier clockMillis,
            Outlet reports,
            Function<String, Map<String, Reachability>> variants) {
        this.variants = variants;
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
        sendLostOfOthers();
    }

    private void scheduleNext() {
        long millis = clockMillis.getAsLong();
        timer.schedule(this::tick, SECOND - Math.floorMod(millis, SECOND) + AFTER_SECOND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            assigner.drainLeaving(this::send);
            assigner.models().forEach(model -> send(model, assigner.drain(model)));
            sendLostOfOthers();
        } catch (RuntimeException e) {
            LOG.error("router reports not made sidecar={}", sidecar, e);
        } finally {
            if (!timer.isShutdown()) {
                scheduleNext();
            }
        }
    }

    private void sendLostOfOthers() {
        long second = Math.floorDiv(clockMillis.getAsLong(), SECOND) * SECOND;
        for (String model : events.modelsWithLosses()) {
            if (!assigner.models().contains(model)) {
                send(model, List.of(new RoutedInterval(0, second, second + SECOND, Map.of())));
            }
        }
    }

    private void send(String model, List<RoutedInterval> intervals) {
        for (RoutedInterval interval : intervals) {
            long lost = events.takeLost(model);
            boolean taken = reports.take(
                    interval.report(sidecar, model, lost, stale.getAsBoolean(), variants.apply(model)),
                    () -> events.lost(model, lost));
            if (!taken) {
                events.lost(model, lost);
            }
        }
    }
}
