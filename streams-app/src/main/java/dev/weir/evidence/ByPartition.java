package dev.weir.evidence;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;

/**
 * A few values, each of one source partition. Of thousands of models there are millions of them, most of one request, so that
 * they lie side by side in arrays: in maps, what holds a value would be larger than the value. Not safe for use by several
 * threads.
 *
 * @param <T> type of the values, of which none is null
 */
final class ByPartition<T> {
    private int[] partitions = new int[1];
    private Object[] values = new Object[1];
    private int size;

    /** What is done with each value. */
    interface Action<T> {
        void accept(int partition, T value);
    }

    /** The value of a partition; null without one. */
    T get(int partition) {
        int i = indexOf(partition);
        return i < 0 ? null : value(i);
    }

    /** Puts a value in the place of that of the partition, or beside the others. */
    void put(int partition, T value) {
        int i = indexOf(partition);
        if (i >= 0) {
            values[i] = value;
            return;
        }
        if (size == partitions.length) {
            partitions = Arrays.copyOf(partitions, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        partitions[size] = partition;
        values[size++] = value;
    }

    /** Adds a value to that of the partition; true if that had none. */
    boolean merge(int partition, T value, BinaryOperator<T> plus) {
        T before = get(partition);
        put(partition, before == null ? value : plus.apply(before, value));
        return before == null;
    }

    /** Removes the value of a partition, if there is one. */
    void remove(int partition) {
        int i = indexOf(partition);
        if (i >= 0) {
            size--;
            partitions[i] = partitions[size];
            values[i] = values[size];
            values[size] = null;
        }
    }

    /** The sum of the values of some partitions; empty where none of them has one. */
    Optional<T> sum(IntPredicate which, BinaryOperator<T> plus) {
        T sum = null;
        for (int i = 0; i < size; i++) {
            if (which.test(partitions[i])) {
                sum = sum == null ? value(i) : plus.apply(sum, value(i));
            }
        }
        return Optional.ofNullable(sum);
    }

    /** The sum of a figure of the values of some partitions. */
    long sumOf(IntPredicate which, ToLongFunction<T> figure) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            if (which.test(partitions[i])) {
                sum += figure.applyAsLong(value(i));
            }
        }
        return sum;
    }

    void forEach(Action<T> action) {
        for (int i = 0; i < size; i++) {
            action.accept(partitions[i], value(i));
        }
    }

    private int indexOf(int partition) {
        for (int i = 0; i < size; i++) {
            if (partitions[i] == partition) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked") // only values of the type are put
    private T value(int i) {
        return (T) values[i];
    }
}
