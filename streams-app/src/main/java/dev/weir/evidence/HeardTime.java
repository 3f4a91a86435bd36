package dev.weir.evidence;

import java.time.Duration;

/**
 * For how long somebody has been heard: a clock that runs from word to word and all but stands still while nobody says
 * anything. Silence is counted by it, since who says nothing while nobody does is not silent: after an outage of all, the last
 * words of all are old. Not safe for use by several threads.
 */
final class HeardTime {
    /** Instances that were all away come back one after the other, and give each other what they had begun to read. */
    static final Duration RETURNING = Duration.ofMinutes(1);

    private final long longestPauseMillis;
    private final long countedPauseMillis;
    private boolean isBegun;
    private long latest;
    private long millis;
    private long since = RETURNING.toMillis();

    /**
     * Nobody has been heard.
     *
     * @param silence time without a word after which somebody counts as silent. A pause of all counts for half of it at most;
     *                after one of more than twice as long, silence is counted anew, and not before all have had time to return
     */
    HeardTime(Duration silence) {
        this.longestPauseMillis = 2 * silence.toMillis();
        this.countedPauseMillis = silence.toMillis() / 2;
    }

    /** Somebody is heard at an instant, epoch milliseconds. A clock that is set back begins a new count, too. */
    void heard(long nowMillis) {
        long pause = isBegun ? nowMillis - latest : 0;
        isBegun = true;
        latest = nowMillis;
        millis += Math.max(0, Math.min(pause, countedPauseMillis));
        if (pause < 0 || pause > longestPauseMillis) {
            since = millis + RETURNING.toMillis();
        }
    }

    /** Time for which somebody has been heard, milliseconds. */
    long millis() {
        return millis;
    }

    /** What {@link #millis} is when silence begins to be counted. */
    long since() {
        return since;
    }
}
