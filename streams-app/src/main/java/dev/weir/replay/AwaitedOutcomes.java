package dev.weir.replay;

import dev.weir.window.AwaitedOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests that wait for their outcome, and outcomes that wait for their request: the latest of them, so that the room does not
 * grow with the log. Not safe for use by several threads.
 */
final class AwaitedOutcomes {
    /** Some 400 MB; an outcome of an older request comes to nothing. */
    private static final int MOST = 1_000_000;

    private final Map<AwaitedOutcome.Key, AwaitedOutcome> latest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AwaitedOutcome.Key, AwaitedOutcome> eldest) {
            return size() > MOST;
        }
    };

    /** What is known of a request; null where nothing is. */
    AwaitedOutcome find(AwaitedOutcome.Key key) {
        return latest.get(key);
    }

    void put(AwaitedOutcome.Key key, AwaitedOutcome awaited) {
        latest.put(key, awaited);
    }
}
