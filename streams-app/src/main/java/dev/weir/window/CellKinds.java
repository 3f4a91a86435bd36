package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Numbers for what cells have in common besides their second and their admission; of them there are few, and a number takes
 * less room than a reference. Not safe for use by several threads.
 */
final class CellKinds {
    /** Kinds from which on it is worth while to look which are still in use. */
    private static final int MANY = 10_000;

    private static final long SECOND_MILLIS = 1_000;

    private final Map<Kind, Integer> numbers = new HashMap<>();
    private List<Kind> kinds = new ArrayList<>();
    private int many = MANY;

    private record Kind(long revision, String variant, Role role, String segments) {}

    /** New numbers for old ones. */
    @FunctionalInterface
    interface Renumbering {
        /** The new number of an old one, which is kept because it was asked for. */
        int of(int old);
    }

    /** The number of a cell's kind. */
    int of(Cell cell) {
        Kind kind = new Kind(cell.revision(), cell.variant(), cell.role(), cell.segments());
        Integer known = numbers.get(kind);
        return known == null ? add(kind) : known;
    }

    private int add(Kind kind) {
        kinds.add(kind);
        numbers.put(kind, kinds.size() - 1);
        return kinds.size() - 1;
    }

    /** The cell of a kind, of an instant of assignment and an admission. */
    Cell cell(int number, long assignedMillis, Admission admission) {
        Kind kind = kinds.get(number);
        return new Cell(
                Math.floorDiv(assignedMillis, SECOND_MILLIS),
                kind.revision,
                kind.variant,
                kind.role,
                kind.segments,
                admission);
    }

    /** Whether there may be many that nobody uses any more. */
    boolean areMany() {
        return kinds.size() > many;
    }

    /** Keeps the kinds of which the new number is asked for, and forgets all others. */
    void keep(Consumer<Renumbering> asking) {
        List<Kind> old = kinds;
        int[] renumbered = new int[old.size()];
        Arrays.fill(renumbered, -1);
        kinds = new ArrayList<>();
        numbers.clear();
        asking.accept(number -> {
            if (renumbered[number] < 0) {
                renumbered[number] = add(old.get(number));
            }
            return renumbered[number];
        });
        many = Math.max(MANY, 2 * kinds.size());
    }
}
