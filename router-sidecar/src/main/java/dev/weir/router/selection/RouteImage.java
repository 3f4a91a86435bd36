package dev.weir.router.selection;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The routing tables of all models at one moment, ready to decide; immutable, so that a reader takes no lock. */
public final class RouteImage {

    /** The image before any table has been read. */
    public static final RouteImage EMPTY = new RouteImage(Map.of());

    private final Map<String, Selector> selectors;
    // The same again, for decisions alone.
    private final Selector[] slots;

    /**
     * Makes an image.
     *
     * @param tables model to its table
     */
    public RouteImage(Map<String, CompiledTable> tables) {
        this(selectors(tables));
    }

    /** Takes over a map that nobody writes to any more. */
    private RouteImage(HashMap<String, Selector> selectors) {
        this.selectors = selectors;
        this.slots = SelectorIndex.of(selectors.values());
    }

    private static HashMap<String, Selector> selectors(Map<String, CompiledTable> tables) {
        HashMap<String, Selector> selectors = new HashMap<>();
        tables.forEach((model, table) -> selectors.put(model, Selector.of(table)));
        return selectors;
    }

    /**
     * Returns the variant for a request, or null where the model has no table. Allocates nothing, hence no Optional.
     *
     * @param model     logical endpoint
     * @param unit      what traffic sticks by, or null where the request has none
     * @param requestId id of the request; the key of the split where there is no unit
     * @param segments  attributes of the request
     */
    public Selection select(String model, String unit, String requestId, Map<String, String> segments) {
        Selector selector = SelectorIndex.find(slots, model);
        return selector == null ? null : selector.select(unit, requestId, segments);
    }

    /** Returns the tables by model. */
    public Map<String, CompiledTable> tables() {
        Map<String, CompiledTable> tables = new HashMap<>();
        selectors.forEach((model, selector) -> tables.put(model, selector.table()));
        return tables;
    }

    /** Returns the table of a model, or empty where none was published. */
    public Optional<CompiledTable> table(String model) {
        return selector(model).map(Selector::table);
    }

    /** Returns what decides for a model, or empty where no table was published. */
    public Optional<Selector> selector(String model) {
        return Optional.ofNullable(selectors.get(model));
    }

    /**
     * Returns the image with a newer table; this image itself where the revision is not above the one held, so that a
     * table read twice or out of order changes nothing.
     */
    public RouteImage with(CompiledTable table) {
        Selector held = selectors.get(table.model());
        if (held != null && table.revision() <= held.table().revision()) {
            return this;
        }
        HashMap<String, Selector> next = new HashMap<>(selectors);
        next.put(table.model(), Selector.of(table));
        return new RouteImage(next);
    }

    /** Returns the image without a model's table; this image itself where there was none. */
    public RouteImage without(String model) {
        if (!selectors.containsKey(model)) {
            return this;
        }
        HashMap<String, Selector> next = new HashMap<>(selectors);
        next.remove(model);
        return new RouteImage(next);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouteImage image && tables().equals(image.tables());
    }

    @Override
    public int hashCode() {
        return tables().hashCode();
    }

    @Override
    public String toString() {
        return "RouteImage" + tables();
    }
}
