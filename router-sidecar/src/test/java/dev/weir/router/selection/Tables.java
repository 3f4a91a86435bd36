package dev.weir.router.selection;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Routing tables for tests. */
public final class Tables {

    private Tables() {}

    /** A table of model {@code m} with baseline {@code v1}, candidate {@code v2} and no rules. */
    public static CompiledTable weighted(long revision, int candidateBps, String salt) {
        return table("m", revision, candidateBps, salt, Map.of(), List.of(), false);
    }

    public static CompiledTable table(
            String model,
            long revision,
            int candidateBps,
            String salt,
            Map<String, String> users,
            List<SegmentRule> segments,
            boolean killSwitch) {
        return new CompiledTable(
                model,
                revision,
                Instant.EPOCH,
                "rollout",
                "canary-5",
                "v1",
                "v2",
                candidateBps,
                null,
                salt,
                users,
                segments,
                killSwitch,
                "decision-1");
    }
}
