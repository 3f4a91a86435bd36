package dev.weir.topology;

import dev.weir.window.Delta;
import dev.weir.window.Tally;
import java.util.HashMap;
import java.util.Map;

/**
 * Models of which much failed a moment ago. They are looked at with everything that is told of them, and not only a few times
 * a second, since what is told may be the last thing that a second lacked; for all models that would cost too much.
 */
final class Alarms {
    /** Time for which an alarm lasts: a second that it is about is over by then, milliseconds. */
    static final long LASTS_MILLIS = 3_000;

    private static final long FEWEST_ERRORS = 2;
    private static final long ONE_IN = 20;

    private final Map<String, Long> until = new HashMap<>();

    /** Takes note of what was counted of a model. */
    void take(String model, Delta delta, long nowMillis) {
        if (delta.counts().stream().anyMatch(count -> isAlarming(count.tally()))) {
            until.put(model, nowMillis + LASTS_MILLIS);
        }
    }

    private static boolean isAlarming(Tally tally) {
        return tally.errors() >= FEWEST_ERRORS && tally.errors() * ONE_IN >= tally.calls();
    }

    /** Whether there is an alarm about a model. */
    boolean isOn(String model, long nowMillis) {
        Long last = until.get(model);
        if (last != null && nowMillis > last) {
            until.remove(model);
            return false;
        }
        return last != null;
    }
}
