package dev.weir.window;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each of some words came, at most {@value #LARGEST_WORDS} of them: those that came first. All else is counted as
 * others.
 *
 * @param counts count of each word, at least 1
 * @param others count of all other words, and of those longer than {@value #LONGEST} characters; 0 or more
 */
public record WordTally(SortedMap<String, Long> counts, long others) {
    /** Most words that are told apart. */
    public static final int LARGEST_WORDS = 50;

    /** Longest word that is told apart, characters. */
    public static final int LONGEST = 50;

    /** Nothing counted. */
    public static final WordTally EMPTY = new WordTally(new TreeMap<>(), 0);

    public WordTally {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** How many words were counted. */
    public long total() {
        return others + counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts words as they come; not safe for use by several threads. */
    static final class Builder {
        private final Map<String, long[]> counts = new HashMap<>();
        private long others;

        void add(String word) {
            add(word, 1);
        }

        void add(WordTally tally) {
            tally.counts.forEach(this::add);
            others += tally.others;
        }

        private void add(String word, long count) {
            long[] known = counts.get(word);
            if (known != null) {
                known[0] += count;
            } else if (counts.size() < LARGEST_WORDS && word.length() <= LONGEST) {
                counts.put(word, new long[] {count});
            } else {
                others += count;
            }
        }

        WordTally build() {
            SortedMap<String, Long> built = new TreeMap<>();
            counts.forEach((word, count) -> built.put(word, count[0]));
            return new WordTally(built, others);
        }
    }
}
