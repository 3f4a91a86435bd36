package dev.weir.event;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Recognises a part of an event that has come before: the same request, variant, role and part, as a retry or a
 * redelivery sends it. The memory covers the last one to two minutes, less where requests are more than it holds, and is
 * lost with its process.
 */
public final class RecentRequests {
    private static final long GENERATION_MILLIS = 60_000;

    /** Requests in a generation: some 20 MB, and a minute at more than 3,000 a second. */
    static final int LARGEST_GENERATION = 200_000;

    private static final int REQUEST = 1;
    private static final int PREDICTION = 2;
    private static final int CALL = 4;

    private Map<Long, Seen> current = new HashMap<>();
    private Map<Long, Seen> previous = new HashMap<>();
    private long generationSince = Long.MIN_VALUE;

    /** What came of a request; its first event is kept while the call has not come. */
    private record Seen(int parts, long assignedMillis, Observation first) {}

    /**
     * What is new in an event, remembered from now on; null where nothing is. A retry through a router is a request that
     * the router assigned again, so that its assignment is new although none of its parts is.
     *
     * <p>A later part belongs where the first one was counted, whatever else it carries: counted under another second,
     * revision or segment, the call would be missing from its request, which would look like a timeout.
     */
    public Observation unseen(Observation event) {
        rotate(event.assignedMillis());
        long key = key(event);
        Seen before = current.getOrDefault(key, previous.get(key));
        int seen = before == null ? 0 : before.parts;
        int fresh = parts(event) & ~seen;
        boolean assignedAgain = before != null && before.assignedMillis != event.assignedMillis();
        if (fresh == 0 && !(event.routed() && assignedAgain)) {
            return null;
        }
        int known = seen | fresh;
        Observation first = before == null ? event : before.first;
        current.put(key, new Seen(known, event.assignedMillis(), (known & CALL) == 0 ? first : null));
        if (seen == 0) {
            return event;
        }
        boolean routedAgain = event.routed() && assignedAgain;
        return only(event, first == null || routedAgain ? event : first, fresh, routedAgain);
    }

    private static int parts(Observation event) {
        int parts = (event.request() ? REQUEST : 0)
                | (event.prediction() ? PREDICTION : 0)
                | (event.call() != null ? CALL : 0);
        return parts == 0 ? REQUEST : parts;
    }

    private static Observation only(Observation event, Observation first, int parts, boolean routed) {
        return new Observation(
                event.requestId(),
                event.model(),
                event.variant(),
                event.role(),
                first.assignedMillis(),
                first.unit(),
                first.segments(),
                first.revision(),
                routed,
                first.randomised(),
                first.firstOfUnit(),
                (parts & REQUEST) != 0 && event.request(),
                (parts & PREDICTION) != 0,
                (parts & CALL) != 0 ? event.call() : null);
    }

    private void rotate(long assignedMillis) {
        if (generationSince == Long.MIN_VALUE) {
            generationSince = assignedMillis;
        } else if (assignedMillis - generationSince >= GENERATION_MILLIS || current.size() >= LARGEST_GENERATION) {
            previous = current;
            current = new HashMap<>();
            // Events of last week among those of today must not turn the generations at every other event.
            generationSince = Math.max(generationSince, assignedMillis);
        }
    }

    private static long key(Observation event) {
        String name =
                event.requestId() + '\u0000' + event.variant() + '\u0000' + event.role() + '\u0000' + event.model();
        return MurmurHash3.hash128x64(name.getBytes(StandardCharsets.UTF_8))[0];
    }
}
