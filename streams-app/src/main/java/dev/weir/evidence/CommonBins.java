package dev.weir.evidence;

import dev.weir.statistics.drift.FeatureWindow;
import dev.weir.window.NumberTally;
import dev.weir.window.ValueTally;
import dev.weir.window.WordTally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What requests had in their fields, of a reference and of now, in bins that both share.
 *
 * <p>Numbers are put into tenths of the reference, what is below and above all of it apart. Words have a bin each, the most
 * frequent of both together {@value #WORDS} at most, and one for all others. Requests that do not have the field are a bin
 * as well: a field that is not filled any more is a drift like any other. Neighbouring bins are put together until the smaller
 * of the samples can be expected to have {@value #FEWEST_EXPECTED} in each, without which the chi-square test names too much;
 * which they are follows from both samples together, as it has to for that test to hold.
 */
final class CommonBins {
    private static final int TENTHS = 10;
    private static final int WORDS = 19;
    private static final double FEWEST_EXPECTED = 5;

    private final long n;
    private final long m;

    /**
     * @param n requests of the reference
     * @param m requests now
     */
    private CommonBins(long n, long m) {
        this.n = n;
        this.m = m;
    }

    /** Every field that either has, numbers first, each in the order of the names. */
    static List<FeatureWindow> of(ValueTally reference, ValueTally current) {
        CommonBins bins = new CommonBins(reference.requests(), current.requests());
        List<FeatureWindow> fields = new ArrayList<>();
        for (String field : both(reference.numbers().keySet(), current.numbers().keySet())) {
            fields.add(bins.numbers(
                    field,
                    reference.numbers().getOrDefault(field, NumberTally.EMPTY),
                    current.numbers().getOrDefault(field, NumberTally.EMPTY)));
        }
        for (String field : both(reference.words().keySet(), current.words().keySet())) {
            fields.add(bins.words(
                    field,
                    reference.words().getOrDefault(field, WordTally.EMPTY),
                    current.words().getOrDefault(field, WordTally.EMPTY)));
        }
        return fields;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private FeatureWindow numbers(String field, NumberTally reference, NumberTally current) {
        int halvings = Math.max(reference.halvings(), current.halvings());
        NumberTally then = reference.coarser(halvings);
        NumberTally now = current.coarser(halvings);
        List<Integer> lasts = tenths(then);
        // First those without the field, then what is below, tenth by tenth, and what is above.
        long[] r = new long[lasts.size() + 3];
        long[] c = new long[r.length];
        r[0] = n - reference.total();
        c[0] = m - current.total();
        count(then, then, lasts, r);
        count(now, then, lasts, c);
        return pooled(field, r, c);
    }

    /** The last bin of each tenth; one that holds more than a tenth stands for several. */
    private static List<Integer> tenths(NumberTally tally) {
        List<Integer> lasts = new ArrayList<>();
        long total = tally.total();
        long seen = 0;
        long next = 1;
        for (int i = 0; i < tally.size(); i++) {
            seen += tally.count(i);
            if (seen * TENTHS >= total * next) {
                lasts.add(tally.bin(i));
                next = seen * TENTHS / total + 1;
            }
        }
        return lasts;
    }

    private static void count(NumberTally tally, NumberTally reference, List<Integer> lasts, long[] counts) {
        for (int i = 0; i < tally.size(); i++) {
            counts[place(tally.bin(i), reference, lasts)] += tally.count(i);
        }
    }

    private static int place(int bin, NumberTally reference, List<Integer> lasts) {
        if (reference.size() == 0 || bin < reference.bin(0)) {
            return 1;
        }
        int tenth = 0;
        while (tenth < lasts.size() && lasts.get(tenth) < bin) {
            tenth++;
        }
        return tenth + 2;
    }

    private FeatureWindow words(String field, WordTally reference, WordTally current) {
        List<String> words = both(reference.counts().keySet(), current.counts().keySet()).stream()
                .filter(word -> isKnown(word, reference) && isKnown(word, current))
                .filter(word -> expected(count(word, reference), count(word, current)) >= FEWEST_EXPECTED)
                .sorted(Comparator.comparingLong((String word) -> -count(word, reference) - count(word, current))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(WORDS)
                .toList();
        long[] r = new long[words.size() + 2];
        long[] c = new long[r.length];
        r[0] = n - reference.total();
        c[0] = m - current.total();
        r[1] = reference.total();
        c[1] = current.total();
        for (int i = 0; i < words.size(); i++) {
            r[i + 2] = count(words.get(i), reference);
            c[i + 2] = count(words.get(i), current);
            r[1] -= r[i + 2];
            c[1] -= c[i + 2];
        }
        return pooled(field, r, c);
    }

    /** Of a word that is not told apart nothing is known, once others have been counted together. */
    private static boolean isKnown(String word, WordTally tally) {
        return tally.others() == 0 || tally.counts().containsKey(word);
    }

    private static long count(String word, WordTally tally) {
        return tally.counts().getOrDefault(word, 0L);
    }

    private double expected(long reference, long current) {
        return (double) (reference + current) * Math.min(n, m) / (n + m);
    }

    private FeatureWindow pooled(String field, long[] reference, long[] current) {
        List<Long> r = new ArrayList<>();
        List<Long> c = new ArrayList<>();
        long openR = 0;
        long openC = 0;
        for (int i = 0; i < reference.length; i++) {
            openR += reference[i];
            openC += current[i];
            if (expected(openR, openC) >= FEWEST_EXPECTED) {
                r.add(openR);
                c.add(openC);
                openR = 0;
                openC = 0;
            }
        }
        if (openR + openC > 0) {
            int last = r.size() - 1;
            if (last < 0) {
                r.add(openR);
                c.add(openC);
            } else {
                r.set(last, r.get(last) + openR);
                c.set(last, c.get(last) + openC);
            }
        }
        return new FeatureWindow(field, r, c);
    }
}
