package dev.weir.router.report;

import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Selection;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Chooses the variants of the models that this router serves, and counts what it chose. Thread-safe, never blocks. */
public final class Assigner {

    private final Supplier<RouteImage> images;
    private final Map<String, String> firstVariants;
    private final Map<String, AssignmentLedger> ledgers = new LinkedHashMap<>();

    /**
     * Makes an assigner for a fixed set of models.
     *
     * @param images        image in force
     * @param firstVariants model to the variant that serves while the model has no table
     * @param clockMillis   wall clock, epoch milliseconds
     * @param meters        where requests without a mark of their unit are counted
     */
    public Assigner(
            Supplier<RouteImage> images,
            Map<String, String> firstVariants,
            LongSupplier clockMillis,
            MeterRegistry meters) {
        this.images = images;
        this.firstVariants = Map.copyOf(firstVariants);
        firstVariants.keySet().forEach(model -> ledgers.put(model, new AssignmentLedger(clockMillis)));
        ledgers.forEach((model, ledger) -> FunctionCounter.builder(
                        "weir.router.units.unmarked", ledger, AssignmentLedger::unmarked)
                .description("Requests whose unit was not marked first or not, because too many units were held")
                .tag("model", model)
                .register(meters));
    }

    /**
     * Chooses the variant of one request by the table in force and counts it; without a table the first configured
     * variant serves, with reason FALLBACK and revision 0, and is not counted.
     *
     * @param model     a model of this router
     * @param requestId id of the request
     * @param unit      what traffic sticks by, or null
     * @param segments  attributes of the request
     * @throws IllegalArgumentException if the model is none of this router's
     */
    public Assignment assign(String model, String requestId, String unit, Map<String, String> segments) {
        return ledger(model).assign(model, requestId, unit, segments, () -> select(model, requestId, unit, segments));
    }

    private Selection select(String model, String requestId, String unit, Map<String, String> segments) {
        Selection selection = images.get().select(model, unit, requestId, segments);
        return selection == null ? Selection.withoutTable(firstVariants.get(model)) : selection;
    }

    /** Notes that a revision is in force for a model from now on; 0 for none. Other routers' models are ignored. */
    public void revisionInForce(String model, long revision) {
        AssignmentLedger ledger = ledgers.get(model);
        if (ledger != null) {
            ledger.revisionInForce(revision);
        }
    }

    Set<String> models() {
        return ledgers.keySet();
    }

    List<RoutedInterval> drain(String model) {
        return ledger(model).drain();
    }

    List<RoutedInterval> drainLast(String model) {
        return ledger(model).drainLast();
    }

    private AssignmentLedger ledger(String model) {
        AssignmentLedger ledger = ledgers.get(model);
        if (ledger == null) {
            throw new IllegalArgumentException("model " + model + " is none of " + ledgers.keySet());
        }
        return ledger;
    }
}
