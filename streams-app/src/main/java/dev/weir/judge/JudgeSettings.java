package dev.weir.judge;

import java.time.Duration;

/**
 * What holds for every model.
 *
 * @param slack           time an event may take from its end to the log
 * @param silence         time after which a partition that is behind, and of which nothing new is read, is left out of a second
 * @param metricsWindow   length of the windows of metrics, whole seconds
 * @param verdictInterval least time between two verdicts that say the same
 */
public record JudgeSettings(Duration slack, Duration silence, Duration metricsWindow, Duration verdictInterval) {
    /** Settings for a cluster without surprises. */
    public static final JudgeSettings STANDARD = new JudgeSettings(
            Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1));

    public JudgeSettings {
        if (metricsWindow.toSeconds() < 1) {
            throw new IllegalArgumentException("metricsWindow must be at least a second, was " + metricsWindow);
        }
    }

    /**
     * Time after its deadline after which a request is settled, once its partition has been read so far: by then its second has
     * closed, unless other partitions are waited for.
     */
    public Duration closing() {
        return slack.plus(silence);
    }
}
