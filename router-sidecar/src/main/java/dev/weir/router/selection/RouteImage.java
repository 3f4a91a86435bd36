package dev.weir.router.selection;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The routing tables of all models at one moment; immutable, so that a reader takes no lock.
 *
 * @param tables model to its table
 */
public record RouteImage(Map<String, CompiledTable> tables) {

    /** The image before any table has been read. */
    public static final RouteImage EMPTY = new RouteImage(Map.of());

    public RouteImage {
        tables = Map.copyOf(tables);
    }

    /** Returns the table of a model, or empty where none was published. */
    public Optional<CompiledTable> table(String model) {
        return Optional.ofNullable(tables.get(model));
    }

    /**
     * Returns the image with a newer table; this image itself where the revision is not above the one held, so that a
     * table read twice or out of order changes nothing.
     */
    public RouteImage with(CompiledTable table) {
        CompiledTable held = tables.get(table.model());
        if (held != null && table.revision() <= held.revision()) {
            return this;
        }
        Map<String, CompiledTable> next = new HashMap<>(tables);
        next.put(table.model(), table);
        return new RouteImage(next);
    }

    /** Returns the image without a model's table; this image itself where there was none. */
    public RouteImage without(String model) {
        if (!tables.containsKey(model)) {
            return this;
        }
        Map<String, CompiledTable> next = new HashMap<>(tables);
        next.remove(model);
        return new RouteImage(next);
    }
}
