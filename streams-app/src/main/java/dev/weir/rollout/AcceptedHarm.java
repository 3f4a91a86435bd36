package dev.weir.rollout;

import dev.weir.verdict.Check;
import java.util.Objects;

/**
 * A failing check that a person saw and went past all the same.
 *
 * @param metric  metric of the check
 * @param segment segment of the check; null for all traffic
 * @param logHarm natural log of the evidence of harm at that moment
 */
public record AcceptedHarm(String metric, String segment, double logHarm) {
    static AcceptedHarm of(Check check) {
        return new AcceptedHarm(check.metric(), check.segment(), check.logHarm());
    }

    boolean isAboutTheSameAs(AcceptedHarm other) {
        return metric.equals(other.metric) && Objects.equals(segment, other.segment);
    }

    /**
     * Whether a failing check says no more than what was gone past. It says more once the evidence has grown by as much as
     * a proof takes: by then it would have been proved anew, had it started from nothing at that moment.
     */
    boolean covers(Check check) {
        return metric.equals(check.metric())
                && Objects.equals(segment, check.segment())
                && check.logHarm() < logHarm + check.logHarmNeeded();
    }
}
