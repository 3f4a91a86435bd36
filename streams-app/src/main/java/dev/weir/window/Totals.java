package dev.weir.window;

import java.time.Instant;

/**
 * Figures of one variant, role and segment in one window of assignment time.
 *
 * @param start   start of the window, inclusive
 * @param end     end of the window, exclusive
 * @param variant version the figures are of
 * @param shadow  whether they are of copies
 * @param segment {@code key=value} they are of; null for all
 * @param tally   the counts
 * @param late    requests among them that came after their second had closed as evidence
 */
public record Totals(
        Instant start, Instant end, String variant, boolean shadow, String segment, Tally tally, long late) {}
