package dev.weir.window;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Counts what requests had in their fields, as they come; not safe for use by several threads. */
public final class ValueCounter {
    private final TreeMap<String, NumberTally.Builder> numbers = new TreeMap<>();
    private final TreeMap<String, WordTally.Builder> words = new TreeMap<>();
    private long requests;

    /** One request more; its fields are counted one by one. */
    void addRequest() {
        requests++;
    }

    /** Counts a field that is a number; null for one that the request does not have. */
    void add(String field, Double value) {
        if (value != null && hasRoom(numbers, field)) {
            numbers.computeIfAbsent(field, name -> new NumberTally.Builder()).add(value);
        }
    }

    /** Counts a field that is a word; null for one that the request does not have. */
    void add(String field, String word) {
        if (word != null && hasRoom(words, field)) {
            words.computeIfAbsent(field, name -> new WordTally.Builder()).add(word);
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
            if (wanted.test(field) && hasRoom(numbers, field)) {
                numbers.computeIfAbsent(field, name -> new NumberTally.Builder())
                        .add(counted);
            }
        });
        tally.words().forEach((field, counted) -> {
            if (wanted.test(field) && hasRoom(words, field)) {
                words.computeIfAbsent(field, name -> new WordTally.Builder()).add(counted);
            }
        });
    }

    private static boolean hasRoom(SortedMap<String, ?> fields, String field) {
        return fields.size() < ValueTally.LARGEST_FIELDS || fields.containsKey(field);
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
