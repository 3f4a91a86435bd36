package dev.weir.rollout;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one sidecar did in a drill.
 *
 * @param sidecar       id of the sidecar
 * @param appliedMillis time from the decision to the table in force, by the sidecar's clock, milliseconds; negative where
 *                      that is behind; null if it has not been told
 * @param heardMillis   time from the decision to the sidecar's word of it, by the judge's clock, milliseconds; null if it
 *                      has not come
 * @param silent        whether it has not been heard of for 30 s, so that it is not waited for
 * @param warmth        what it knows of the variant that the way back leads to; null if it calls no variants itself
 */
public record DrillSidecar(String sidecar, Long appliedMillis, Long heardMillis, boolean silent, Warmth warmth) {
    /** Whether it is still waited for. */
    boolean isAwaited() {
        return heardMillis == null && !silent;
    }

    /** Whether its clock is known to differ: nothing is in force before it is decided, or after it is told. */
    boolean isClockWrong() {
        return appliedMillis != null && heardMillis != null && (appliedMillis < 0 || appliedMillis > heardMillis);
    }

    /** Time to the table in force; where clocks differ, or nothing else is known, to the word of it; -1 if there is none. */
    long tookMillis() {
        if (heardMillis == null) {
            return -1;
        }
        return appliedMillis == null || isClockWrong() ? heardMillis : appliedMillis;
    }

    /** The slower figures of both ways, and what is known last. */
    private DrillSidecar slower(DrillSidecar later) {
        boolean first = heardMillis == null || later.heardMillis != null && tookMillis() > later.tookMillis();
        return new DrillSidecar(
                sidecar,
                first ? appliedMillis : later.appliedMillis,
                first ? heardMillis : later.heardMillis,
                later.silent,
                later.warmth == null ? warmth : later.warmth);
    }

    /** Both ways together, by sidecar. */
    static Map<String, DrillSidecar> slower(Iterable<DrillSidecar> out, Iterable<DrillSidecar> back) {
        Map<String, DrillSidecar> both = new TreeMap<>();
        out.forEach(each -> both.put(each.sidecar(), each));
        back.forEach(each -> both.merge(each.sidecar(), each, DrillSidecar::slower));
        return both;
    }
}
