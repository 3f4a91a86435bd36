package dev.weir.rollout;

import java.time.Duration;
import java.util.List;

/** What a plan means where its file says nothing. */
public final class Defaults {
    /** Time a full day's cycle takes to show. */
    public static final Duration BASELINE_MIN_DURATION = Duration.ofHours(24);

    /** Requests of the baseline below which its figures mean little. */
    public static final long BASELINE_MIN_SAMPLES = 1_000;

    /** Latency above which a request counts as timed out. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Traffic kept on the baseline at full, basis points. */
    public static final int HOLDBACK_BPS = 500;

    /** Error probability of rollback over the rollout, and of advance per stage. */
    public static final double ALPHA = 0.05;

    /** A stage may last this many times its minimum before the no-data policy applies. */
    public static final int MAX_DURATION_FACTOR = 3;

    /** The stages of a plan that names none. */
    public static final List<Stage> STAGES = List.of(
            new Stage("shadow", 0, Stage.FULL_BPS, Duration.ofHours(24), Duration.ofHours(72), 0, false, List.of()),
            stage("canary-5", 5, Duration.ofHours(2), Duration.ofHours(6)),
            stage("canary-25", 25, Duration.ofHours(6), Duration.ofHours(18)),
            stage("ab-test", 50, Duration.ofHours(24), Duration.ofHours(48)),
            stage("full", 100, Duration.ofHours(48), Duration.ofHours(144)));

    private Defaults() {}

    private static Stage stage(String name, int percent, Duration minDuration, Duration maxDuration) {
        return new Stage(name, percent * 100, 0, minDuration, maxDuration, 0, false, List.of());
    }
}
