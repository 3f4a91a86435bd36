package dev.weir.event;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Recognises a part of an event that has come before: the same request, variant, role and part, as a retry or a
 * redelivery sends it. The memory covers the last one to two minutes and is lost with its process.
 */
public final class RecentRequests {
    private static final long GENERATION_MILLIS = 60_000;
    private static final int REQUEST = 1;
    private static final int PREDICTION = 2;
    private static final int CALL = 4;

    private Map<Long, Integer> current = new HashMap<>();
    private Map<Long, Integer> previous = new HashMap<>();
    private long generationSince = Long.MIN_VALUE;

    /** What is new in an event, remembered from now on; null where nothing is. */
    public Observation unseen(Observation event) {
        rotate(event.assignedMillis());
        long key = key(event);
        int seen = current.getOrDefault(key, 0) | previous.getOrDefault(key, 0);
        int fresh = parts(event) & ~seen;
        if (fresh == 0) {
            return null;
        }
        current.put(key, seen | fresh);
        return seen == 0 ? event : only(event, fresh);
    }

    private static int parts(Observation event) {
        int parts = (event.request() ? REQUEST : 0)
                | (event.prediction() ? PREDICTION : 0)
                | (event.call() != null ? CALL : 0);
        return parts == 0 ? REQUEST : parts;
    }

    private static Observation only(Observation event, int parts) {
        return new Observation(
                event.requestId(),
                event.model(),
                event.variant(),
                event.role(),
                event.assignedMillis(),
                event.unit(),
                event.segments(),
                event.revision(),
                false,
                event.randomised(),
                event.firstOfUnit(),
                (parts & REQUEST) != 0 && event.request(),
                (parts & PREDICTION) != 0,
                (parts & CALL) != 0 ? event.call() : null);
    }

    private void rotate(long assignedMillis) {
        if (generationSince == Long.MIN_VALUE) {
            generationSince = assignedMillis;
        } else if (assignedMillis - generationSince >= GENERATION_MILLIS) {
            previous = current;
            current = new HashMap<>();
            generationSince = assignedMillis;
        }
    }

    private static long key(Observation event) {
        String name =
                event.requestId() + '\u0000' + event.variant() + '\u0000' + event.role() + '\u0000' + event.model();
        return MurmurHash3.hash128x64(name.getBytes(StandardCharsets.UTF_8))[0];
    }
}
