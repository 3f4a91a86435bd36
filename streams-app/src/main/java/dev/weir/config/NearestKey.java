package dev.weir.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a key or a name most likely meant. */
public final class NearestKey {
    private NearestKey() {}

    /** The known key with the smallest edit distance, if no more than a third of the letters differ. */
    public static Optional<String> to(String written, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(key -> distance(written, key)))
                .filter(key -> distance(written, key) <= Math.max(1, Math.max(written.length(), key.length()) / 3));
    }

    /** Letters added, left out, replaced or swapped with their neighbour; upper and lower case are the same. */
    private static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = left.charAt(i - 1) == right.charAt(j - 1);
                boolean swapped = i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
                int oneKey = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
                int replaced = cost[i - 1][j - 1] + (same ? 0 : 1);
                cost[i][j] = Math.min(Math.min(oneKey, replaced), swapped ? cost[i - 2][j - 2] + 1 : oneKey);
            }
        }
        return cost[left.length()][right.length()];
    }
}
