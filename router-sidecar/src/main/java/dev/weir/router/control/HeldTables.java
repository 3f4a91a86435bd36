package dev.weir.router.control;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tables in force and where they come from; immutable.
 *
 * <p>Within one topic the newest revision of a model stays, whatever order it is met in, and a model that the topic does
 * not name, read to its end, has no table. When the topic was made anew, its revisions count from the start again: what it
 * names replaces what is held, whatever its revision. A model it does not name keeps its table, as an orphan, until it is
 * named or deleted there: an empty topic is more likely somebody's mistake than everybody's wish.
 *
 * @param image   tables by model
 * @param origin  topic they were read from
 * @param orphans models of the image that were read from a topic before that one, and that it does not name
 */
record HeldTables(RouteImage image, Incarnation origin, Set<String> orphans) {

    static final HeldTables EMPTY = new HeldTables(RouteImage.EMPTY, Incarnation.UNKNOWN, Set.of());

    HeldTables {
        orphans = Set.copyOf(orphans);
    }

    /** Returns these tables with one that came; itself where the table held is as new or newer, and of the same topic. */
    HeldTables with(CompiledTable table) {
        if (orphans.contains(table.model())) {
            return new HeldTables(image.without(table.model()).with(table), origin, orphansWithout(table.model()));
        }
        RouteImage next = image.with(table);
        return next == image ? this : new HeldTables(next, origin, orphans);
    }

    /** Returns these tables without a model's; itself where there was none. */
    HeldTables without(String model) {
        RouteImage next = image.without(model);
        return next == image ? this : new HeldTables(next, origin, orphansWithout(model));
    }

    /**
     * Returns what is in force once a topic has been read to its end.
     *
     * @param read     the newest table of each model it names
     * @param readFrom the topic
     */
    HeldTables caughtUp(Map<String, CompiledTable> read, Incarnation readFrom) {
        boolean remade = readFrom.isOtherThan(origin);
        Map<String, CompiledTable> next = new HashMap<>(read);
        Set<String> stillOrphans = new HashSet<>();
        image.tables().forEach((model, table) -> {
            CompiledTable found = read.get(model);
            boolean orphan = remade || orphans.contains(model);
            if (found == null && orphan) {
                next.put(model, table);
                stillOrphans.add(model);
            } else if (found != null && !orphan && table.revision() >= found.revision()) {
                next.put(model, table);
            }
        });
        return new HeldTables(
                new RouteImage(next), readFrom.equals(Incarnation.UNKNOWN) ? origin : readFrom, stillOrphans);
    }

    private Set<String> orphansWithout(String model) {
        Set<String> left = new HashSet<>(orphans);
        left.remove(model);
        return left;
    }
}
