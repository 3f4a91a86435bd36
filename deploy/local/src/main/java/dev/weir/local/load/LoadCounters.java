package dev.weir.local.load;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The counts behind a {@link LoadReport}. Safe for use by several threads. */
final class LoadCounters {

    private final Map<String, VariantLoad> byVariant = new HashMap<>();
    private long sent;
    private long answered;
    private long broken;
    private long skipped;
    private long outcomes;

    synchronized void sent() {
        sent++;
    }

    synchronized void answered(String variant, boolean failed, Instant at) {
        answered++;
        byVariant.merge(variant, VariantLoad.NONE.plus(failed, at), (known, first) -> known.plus(failed, at));
    }

    synchronized void broken() {
        broken++;
    }

    synchronized void skipped() {
        skipped++;
    }

    synchronized void outcome() {
        outcomes++;
    }

    synchronized long onTheirWay() {
        return sent - answered - broken;
    }

    synchronized LoadReport report() {
        return new LoadReport(sent, answered, broken, skipped, outcomes, byVariant);
    }
}
