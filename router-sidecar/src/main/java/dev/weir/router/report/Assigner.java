package dev.weir.router.report;

import dev.weir.router.meters.MeterFamily;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Selection;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Chooses the variants of the models that this router serves, and counts what it chose. Thread-safe, never blocks. */
public final class Assigner {

    private final Supplier<RouteImage> images;
    private final LongSupplier clockMillis;
    private final List<Leaving> leaving = Collections.synchronizedList(new ArrayList<>());
    private volatile Map<String, Served> models;

    /** A model, and what was assigned of it. */
    private record Served(String firstVariant, AssignmentLedger ledger) {}

    /** A model that is no longer served, of which the last is still to be told. */
    private record Leaving(String model, AssignmentLedger ledger) {}

    /**
     * Makes an assigner.
     *
     * @param images        image in force
     * @param firstVariants models it serves, each with the variant that serves while the model has no table
     * @param clockMillis   wall clock, epoch milliseconds
     * @param meters        where requests without a mark of their unit are counted
     */
    public Assigner(
            Supplier<RouteImage> images,
            Map<String, String> firstVariants,
            LongSupplier clockMillis,
            MeterRegistry meters) {
        this.images = images;
        this.clockMillis = clockMillis;
        this.models = Map.of();
        serve(firstVariants);
        new MeterFamily(
                        "weir.router.units.unmarked",
                        "Requests whose unit was not marked first or not, because too many units were held",
                        MeterFamily.Kind.COUNTER,
                        List.of("model"),
                        () -> models.entrySet().stream()
                                .map(model -> new MeterFamily.Value(
                                        List.of(model.getKey()),
                                        model.getValue().ledger().unmarked())))
                .register(meters);
    }

    /**
     * Changes which models are served; those that stay keep their counts, and of those that go the last is still told.
     *
     * @param firstVariants models, each with the variant that serves while the model has no table
     */
    public synchronized void serve(Map<String, String> firstVariants) {
        Map<String, Served> before = models;
        Map<String, Served> next = new LinkedHashMap<>();
        firstVariants.forEach((model, variant) -> {
            Served held = before.get(model);
            next.put(model, new Served(variant, held == null ? opened(model) : held.ledger()));
        });
        models = Collections.unmodifiableMap(next);
        before.forEach((model, served) -> {
            if (!next.containsKey(model)) {
                leaving.add(new Leaving(model, served.ledger()));
            }
        });
    }

    private AssignmentLedger opened(String model) {
        AssignmentLedger ledger = new AssignmentLedger(clockMillis);
        ledger.revisionInForce(
                images.get().table(model).map(CompiledTable::revision).orElse(0L));
        return ledger;
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
        Served served = served(model);
        return served.ledger().assign(model, requestId, unit, segments, () -> {
            Selection selection = images.get().select(model, unit, requestId, segments);
            return selection == null ? Selection.withoutTable(served.firstVariant()) : selection;
        });
    }

    /** Notes that a revision is in force for a model from now on; 0 for none. Other routers' models are ignored. */
    public void revisionInForce(String model, long revision) {
        Served served = models.get(model);
        if (served != null) {
            served.ledger().revisionInForce(revision);
        }
    }

    Set<String> models() {
        return models.keySet();
    }

    List<RoutedInterval> drain(String model) {
        return served(model).ledger().drain();
    }

    List<RoutedInterval> drainLast(String model) {
        return served(model).ledger().drainLast();
    }

    /** Gives the last intervals of the models that are no longer served, once. */
    void drainLeaving(BiConsumer<String, List<RoutedInterval>> last) {
        List<Leaving> gone;
        synchronized (leaving) {
            gone = List.copyOf(leaving);
            leaving.clear();
        }
        gone.forEach(model -> last.accept(model.model(), model.ledger().drainLast()));
    }

    private Served served(String model) {
        Served served = models.get(model);
        if (served == null) {
            throw new IllegalArgumentException("model " + model + " is none of " + models.keySet());
        }
        return served;
    }
}
