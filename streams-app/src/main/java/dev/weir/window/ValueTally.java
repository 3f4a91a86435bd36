package dev.weir.window;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What requests had in some fields, in all {@value #LARGEST_FIELDS} at most: those that came first.
 *
 * @param requests how many requests told of their fields; one that does not have a field is in no count of it
 * @param numbers  fields that are numbers, by name
 * @param words    fields that are words, by name
 */
public record ValueTally(long requests, SortedMap<String, NumberTally> numbers, SortedMap<String, WordTally> words) {
    /** Most fields of each kind that are looked at. */
    public static final int LARGEST_FIELDS = 50;

    /** Nothing counted. */
    public static final ValueTally EMPTY = new ValueTally(0, new TreeMap<>(), new TreeMap<>());

    public ValueTally {
        numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
        words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
    }
}
