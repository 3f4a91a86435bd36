package dev.weir.evidence;

/**
 * When the baseline was given requests by weight: without it there is nothing to compare with. Requests that are no
 * evidence count here too, such as those of a warm-up and a unit's further ones: they show that it serves.
 *
 * @param firstSecond first second with a request, epoch seconds; -1 before
 * @param lastSecond  last second with a request, epoch seconds; -1 before
 * @param seconds     seconds with a request
 */
public record Pulse(long firstSecond, long lastSecond, long seconds) {
    static final Pulse NONE = new Pulse(-1, -1, 0);

    private static final long SILENT_SECONDS = 60;
    private static final long USUAL_GAPS = 10;

    Pulse beat(long second) {
        return new Pulse(firstSecond < 0 ? second : firstSecond, second, seconds + 1);
    }

    /** Seconds without a request from which on the baseline counts as silent: 60, or ten times the usual gap. */
    public long silentAfterSeconds() {
        return seconds < 2
                ? SILENT_SECONDS
                : Math.max(SILENT_SECONDS, USUAL_GAPS * (lastSecond - firstSecond) / (seconds - 1));
    }
}
