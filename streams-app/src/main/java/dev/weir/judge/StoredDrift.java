package dev.weir.judge;

import dev.weir.evidence.DriftWatch;
import java.util.List;

/**
 * The watches over what is asked and answered, as they are stored between commits.
 *
 * @param watches  each watch
 * @param stages   the stage each is about; empty for none
 * @param verdicts number of verdicts published, from which ids follow
 */
public record StoredDrift(List<DriftWatch.Stored> watches, List<String> stages, long verdicts) {
    public StoredDrift {
        watches = List.copyOf(watches);
        stages = List.copyOf(stages);
    }
}
