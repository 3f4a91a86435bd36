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

    /** A table of model {@code m} that sends everything to {@code v1} and copies to a shadow. */
    public static CompiledTable mirrored(long revision, Mirror shadow) {
        return new CompiledTable(
                "m",
                revision,
                Instant.EPOCH,
                "rollout",
                "shadow",
                "v1",
                "v2",
                0,
                shadow,
                "s",
                Map.of(),
                List.of(),
                false,
                "decision-1");
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
