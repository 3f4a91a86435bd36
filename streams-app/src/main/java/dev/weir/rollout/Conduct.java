package dev.weir.rollout;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.DriftTerms;
import java.time.Duration;

/**
 * How a rollout is led, besides its stages and limits.
 *
 * @param skippedStages why stages are left out that every rollout goes through; null where none may be
 * @param aaTest        whether both variants are the same model, so that whatever is found is a false alarm
 * @param onSegmentHarm what is taken back where only segments are harmed
 * @param cleanUpAfter  time at full after which a rollout that is not promoted is overdue
 * @param keepWarm      time after promotion for which the variant replaced is to be kept warm
 * @param drill         when the way back is rehearsed
 * @param accuracy      what the accuracy of the variant in charge is held to; null where it is not said
 * @param drift         how requests and predictions are watched for drift; null where they are not
 * @param retraining    when the candidate was and will be trained again; null where nothing is said
 */
public record Conduct(
        String skippedStages,
        boolean aaTest,
        SegmentHarm onSegmentHarm,
        Duration cleanUpAfter,
        Duration keepWarm,
        DrillPolicy drill,
        AccuracyTerms accuracy,
        DriftTerms drift,
        Retraining retraining) {
    /** The conduct of a plan that says nothing of it. */
    public static final Conduct STANDARD = new Conduct(
            null, false, SegmentHarm.ROLLBACK, Duration.ofHours(48), Duration.ofDays(7), DrillPolicy.STANDARD);

    /** Segments that may be taken back alone: a candidate that harms more of them is given up. */
    public static final int MOST_ISOLATED = 3;

    /** What is taken back where only segments are harmed. */
    public enum SegmentHarm {
        /** The whole rollout. */
        ROLLBACK,
        /** The segment alone, by a rule that sends it to the baseline. */
        ISOLATE
    }

    public Conduct {
        skippedStages = skippedStages == null || skippedStages.isBlank() ? null : skippedStages.strip();
        drill = drill == null ? DrillPolicy.STANDARD : drill;
    }

    /** A conduct that says nothing of accuracy, drift or retraining. */
    public Conduct(
            String skippedStages,
            boolean aaTest,
            SegmentHarm onSegmentHarm,
            Duration cleanUpAfter,
            Duration keepWarm,
            DrillPolicy drill) {
        this(skippedStages, aaTest, onSegmentHarm, cleanUpAfter, keepWarm, drill, null, null, null);
    }

    /** A conduct that says nothing of drills or accuracy. */
    public Conduct(
            String skippedStages, boolean aaTest, SegmentHarm onSegmentHarm, Duration cleanUpAfter, Duration keepWarm) {
        this(skippedStages, aaTest, onSegmentHarm, cleanUpAfter, keepWarm, DrillPolicy.STANDARD);
    }

    /** The same conduct with a reason for leaving stages out. */
    public Conduct skipping(String why) {
        return new Conduct(why, aaTest, onSegmentHarm, cleanUpAfter, keepWarm, drill, accuracy, drift, retraining);
    }
}
