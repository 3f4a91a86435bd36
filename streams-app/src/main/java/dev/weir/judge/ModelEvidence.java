package dev.weir.judge;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.ClosingRule;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Trial;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.window.Delta;
import dev.weir.window.MetricsWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the requests of one model: those of open seconds, the trial that grows by each second that closes, and
 * the figures of windows, which late requests still count in. Not safe for use by several threads.
 */
final class ModelEvidence {
    private static final int LARGEST_CATCH_UP_SECONDS = 3_600;

    private final Arrivals arrivals;
    private final TrialCourse course;
    private final MetricsWindows metrics;
    private final Readings readings;
    private long leftOut;

    /** Nothing is known of a model whose figures are told for windows of this length. */
    ModelEvidence(Duration window) {
        this(new Arrivals(), new TrialCourse(), new Readings(), window);
    }

    /** What was known when a snapshot was taken. */
    ModelEvidence(ModelSnapshot snapshot, Duration window) {
        this(new Arrivals(snapshot), new TrialCourse(snapshot.trial()), new Readings(snapshot.readings()), window);
        metrics.restore(snapshot.metrics(), snapshot.metricsFrom());
    }

    private ModelEvidence(Arrivals arrivals, TrialCourse course, Readings readings, Duration window) {
        this.arrivals = arrivals;
        this.course = course;
        this.readings = readings;
        this.metrics = new MetricsWindows(window.toSeconds());
    }

    Arrivals arrivals() {
        return arrivals;
    }

    MetricsWindows metrics() {
        return metrics;
    }

    /** What came to be known of the requests since the last verdict that was published. */
    Readings readings() {
        return readings;
    }

    /** The trial as it stands; null without a running rollout. */
    Trial trial() {
        return course.now();
    }

    /** The seconds that alone have changed the trial since the last call, as {@link TrialCourse#takeSteps} has them. */
    List<ClosedSecond> takeSteps() {
        return course.takeSteps();
    }

    /** First second that is open, epoch seconds. */
    long front() {
        return arrivals.open().front();
    }

    /** A router said what it assigned. */
    void take(RouterReport report, Instant at) {
        arrivals.report(report, trial(), at.toEpochMilli());
    }

    /**
     * A task counted events.
     *
     * @param rule when seconds close; only looked at with a trial
     * @return what of them could not be used in full
     */
    Remainder take(Delta delta, ClosingRule rule) {
        Trial trial = trial();
        List<String> keys = trial == null ? List.of() : trial.rules().segments();
        long late = 0;
        long unkept = 0;
        for (Delta.Count count : delta.counts()) {
            boolean isLate = !arrivals.add(delta.partition(), count, trial);
            unkept += metrics.add(count.cell(), count.tally(), keys, isLate);
            late += isLate ? count.tally().requests() : 0;
        }
        for (Delta.Correction correction : delta.corrections()) {
            arrivals.correct(delta.partition(), correction, trial);
            if (correction.admission() == null) {
                metrics.takeBack(correction.cell(), correction.tally(), keys);
            }
        }
        for (Delta.Pairs pairs : delta.pairs()) {
            late += arrivals.add(delta.partition(), pairs, trial)
                    ? 0
                    : pairs.tally().pairs();
        }
        course.take(delta.outcomes());
        if (trial != null) {
            readings.take(delta, front(), rule, trial.outcomes(), trial().outcomes());
        }
        return new Remainder(late, unkept);
    }

    /**
     * Closes the seconds that are over; those of a model without a trial are passed over, since nobody looks at them one by
     * one. Returns whether the trial has grown.
     */
    boolean close(Watermarks watermarks, ClosingRule rule, Instant now) {
        if (trial() == null) {
            arrivals.open().skipTo(rule.firstOpen(watermarks));
            return false;
        }
        for (int i = 0; i < LARGEST_CATCH_UP_SECONDS; i++) {
            Optional<ClosedSecond> closed = arrivals.close(watermarks, rule, trial(), now.toEpochMilli());
            if (closed.isEmpty()) {
                return i > 0;
            }
            take(closed.get(), now);
        }
        return true;
    }

    private void take(ClosedSecond closed, Instant now) {
        course.take(closed);
        leftOut += closed.leftOut();
        readings.close(closed.second(), arrivals.open().leftOut());
        arrivals.account(closed, trial(), now.toEpochMilli());
    }

    /**
     * Closes the seconds before one, epoch seconds, as they were closed once; only with a trial.
     *
     * @param without partitions that were left out of the first of them
     */
    void closeAgain(long until, Set<Integer> without, Instant now) {
        Set<Integer> partitions = without;
        while (front() < until) {
            take(arrivals.closeWithout(partitions), now);
            partitions = Set.of();
        }
    }

    /** Requests, since the last call, that are no evidence because their partition was not read in time. */
    long takeLeftOut() {
        long taken = leftOut;
        leftOut = 0;
        return taken;
    }

    /**
     * Does what a decision means for the evidence.
     *
     * @param state     the model's state after the decision
     * @param wasActive whether a rollout was running before it
     */
    void follow(Decision decision, ModelState state, boolean wasActive) {
        if (decision.action() == Decision.Action.START) {
            arrivals.open().skipTo(firstWholeSecond(decision.at()));
            readings.begin();
        }
        course.follow(decision, state, wasActive);
    }

    /** Of the second in which a trial begins, what was counted before has been forgotten. */
    private static long firstWholeSecond(Instant at) {
        return at.getNano() == 0 ? at.getEpochSecond() : at.getEpochSecond() + 1;
    }
}
