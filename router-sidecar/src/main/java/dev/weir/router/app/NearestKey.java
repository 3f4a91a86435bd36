package dev.weir.router.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known key that a mistyped one was most likely meant to be. */
final class NearestKey {

    private NearestKey() {}

    /** Returns the key with the fewest edits, where these are no more than half of the mistyped key's letters. */
    static Optional<String> to(String mistyped, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String key) -> edits(mistyped, key))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(key -> edits(mistyped, key) <= Math.max(1, mistyped.length() / 2));
    }

    /** Edits between two keys, ignoring case: Levenshtein (1966), insertions, deletions and substitutions cost 1. */
    static int edits(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j - 1], row[j]) + 1);
            }
        }
        return row[b.length()];
    }
}
