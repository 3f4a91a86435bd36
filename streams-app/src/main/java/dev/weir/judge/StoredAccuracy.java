package dev.weir.judge;

import dev.weir.rollout.Watch;
import java.util.List;

/**
 * The watches over accuracy, as they are stored between commits.
 *
 * @param logs     one entry a variant
 * @param asked    what was asked for without a rollout; null for nothing
 * @param verdicts number of verdicts published, from which ids follow
 */
public record StoredAccuracy(List<AccuracyLog> logs, Watch asked, long verdicts) {
    public StoredAccuracy {
        logs = List.copyOf(logs);
    }
}
