package dev.weir.window;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Counts what requests had in their fields, as they come; not safe for use by several threads. */
public final class ValueCounter {
    private final Map<String, NumberTally.Builder> numbers = new HashMap<>();
    private final Map<String, WordTally.Builder> words = new HashMap<>();
    private long requests;

    /** One request more; its fields are counted one by one. */
    void addRequest() {
        requests++;
    }

    /** Counts a field that is a number; null for one that the request does not have. */
    void add(String field, Double value) {
        NumberTally.Builder counted = value == null ? null : of(numbers, field, NumberTally.Builder::new);
        if (counted != null) {
            counted.add(value.doubleValue());
        }
    }

    /** Counts a field that is a word; null for one that the request does not have. */
    void add(String field, String word) {
        WordTally.Builder counted = word == null ? null : of(words, field, WordTally.Builder::new);
        if (counted != null) {
            counted.add(word);
        }
    }

    /**
     * Counts all that a tally holds of some fields.
     *
     * @param wanted which fields are counted
     */
    public void add(ValueTally tally, Predicate<String> wanted) {
        requests += tally.requests();
        tally.numbers().forEach((field, counted) -> {
            NumberTally.Builder sum = wanted.test(field) ? of(numbers, field, NumberTally.Builder::new) : null;
            if (sum != null) {
                sum.add(counted);
            }
        });
        tally.words().forEach((field, counted) -> {
            WordTally.Builder sum = wanted.test(field) ? of(words, field, WordTally.Builder::new) : null;
            if (sum != null) {
                sum.add(counted);
            }
        });
    }

    /** What counts a field; null for one that there is no room for. */
    private static <T> T of(Map<String, T> fields, String field, Supplier<T> empty) {
        T known = fields.get(field);
        if (known == null && fields.size() < ValueTally.LARGEST_FIELDS) {
            known = empty.get();
            fields.put(field, known);
        }
        return known;
    }

    /** How many requests were counted. */
    public long requests() {
        return requests;
    }

    /** What was counted; the counter goes on counting. */
    public ValueTally build() {
        SortedMap<String, NumberTally> builtNumbers = new TreeMap<>();
        numbers.forEach((field, builder) -> builtNumbers.put(field, builder.build()));
        SortedMap<String, WordTally> builtWords = new TreeMap<>();
        words.forEach((field, builder) -> builtWords.put(field, builder.build()));
        return new ValueTally(requests, builtNumbers, builtWords);
    }
}
