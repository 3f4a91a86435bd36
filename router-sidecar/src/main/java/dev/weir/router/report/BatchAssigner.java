package dev.weir.router.report;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Selection;
import dev.weir.schema.RouterReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Chooses the variants of one model for requests that are routed in batches, each of which comes to pass as a whole or not
 * at all; only those that do are counted as assigned. Every request of a batch is decided by the same table, at the same
 * instant. Not thread-safe.
 */
public final class BatchAssigner {

    // The ledger's clock stands still from the beginning of a batch to its end, and it is drained between batches only:
    // so
    // what is counted at the end has the stamp given out at the beginning, in an interval that is still open.

    private final String router;
    private final String model;
    private final String firstVariant;
    private final Supplier<RouteImage> images;
    private final LongSupplier clockMillis;
    private final AssignmentLedger ledger;
    private final SeenUnits units = new SeenUnits();
    private final List<Selection> chosen = new ArrayList<>();
    private long nowMillis;
    private long stampMillis;
    private RouteImage image = RouteImage.EMPTY;

    /**
     * Makes an assigner between batches.
     *
     * @param router       id of the router, for its reports
     * @param model        the model
     * @param firstVariant variant that serves while it has no table
     * @param images       image in force
     * @param clockMillis  wall clock, epoch milliseconds
     */
    public BatchAssigner(
            String router, String model, String firstVariant, Supplier<RouteImage> images, LongSupplier clockMillis) {
        this.router = router;
        this.model = model;
        this.firstVariant = firstVariant;
        this.images = images;
        this.clockMillis = clockMillis;
        this.nowMillis = clockMillis.getAsLong();
        this.ledger = new AssignmentLedger(() -> nowMillis);
    }

    /** Begins a batch; one that was neither committed nor given up is given up. */
    public void begin() {
        turn();
        chosen.clear();
    }

    /**
     * Chooses the variant of one request of the batch.
     *
     * @param requestId id of the request
     * @param unit      what traffic sticks by, or null
     * @param segments  attributes of the request
     * @param again     whether the request was part of a batch that was given up, which may have marked its unit; then it
     *     gets no mark, and the judge takes the first that arrives
     */
    public Assignment assign(String requestId, String unit, Map<String, String> segments, boolean again) {
        Selection selected = image.select(model, unit, requestId, segments);
        Selection selection = selected == null ? Selection.withoutTable(firstVariant) : selected;
        chosen.add(selection);
        Boolean first = again ? null : units.mark(unit, stampMillis);
        return new Assignment(model, requestId, unit, segments, selection, stampMillis, first);
    }

    /** The batch has come to pass: counts it. */
    public void commit() {
        for (Selection selection : chosen) {
            ledger.assign(model, "", null, Map.of(), () -> selection);
        }
        chosen.clear();
    }

    /** The batch has come to nothing. */
    public void giveUp() {
        chosen.clear();
    }

    /**
     * Returns the reports that are due: of every second that is over, and signs of life. Between batches only.
     *
     * @param stale whether the router has lost touch with the tables
     */
    public List<RouterReport> reports(boolean stale) {
        turn();
        return reports(ledger.drain(), stale);
    }

    /** Returns the reports that are left, when nothing will be assigned any more. */
    public List<RouterReport> lastReports(boolean stale) {
        turn();
        return reports(ledger.drainLast(), stale);
    }

    private void turn() {
        nowMillis = clockMillis.getAsLong();
        image = images.get();
        stampMillis = ledger.revisionInForce(
                image.table(model).map(CompiledTable::revision).orElse(0L));
    }

    private List<RouterReport> reports(List<RoutedInterval> intervals, boolean stale) {
        return intervals.stream()
                .map(interval -> interval.report(router, model, 0, stale))
                .toList();
    }
}
