package dev.weir.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Bounded immutable lists, newest first. A copy of a few hundred references a record is cheaper than a lock a reader. */
final class Recent {
    private Recent() {}

    /** The list with one more item in front, cut to a size. */
    static <T> List<T> add(List<T> items, T newest, int size) {
        return add(items, newest, size, earlier -> false);
    }

    /** The list with one more item in front and without those it replaces, cut to a size. */
    static <T> List<T> add(List<T> items, T newest, int size, Predicate<T> replaced) {
        List<T> result = new ArrayList<>(Math.min(size, items.size() + 1));
        result.add(newest);
        for (T item : items) {
            if (result.size() == size) {
                break;
            }
            if (!replaced.test(item)) {
                result.add(item);
            }
        }
        return List.copyOf(result);
    }
}
