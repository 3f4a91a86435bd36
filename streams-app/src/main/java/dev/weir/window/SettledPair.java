package dev.weir.window;

import dev.weir.event.Observation;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Likeness;

/**
 * A pair of which both halves have come and whose second is over: how either went, and whether they say the same.
 *
 * @param pair      both halves
 * @param served    the request's call as it is evidence; null where it is not told
 * @param shadow    the copy's call as it is evidence; null where it is not told
 * @param baseline  whether the request was answered in time
 * @param candidate whether the copy was answered in time
 * @param likeness  how alike the answers are; null where nothing can be compared
 */
record SettledPair(
        OpenPair pair,
        Observation.Call served,
        Observation.Call shadow,
        boolean baseline,
        boolean candidate,
        Likeness likeness) {
    private static final double RATIO_UNIT = 1_000;

    static SettledPair of(OpenPair pair, PairRules rules) {
        Observation.Call served = call(pair.served(), rules.limits());
        Observation.Call shadow = call(pair.shadow(), rules.limits());
        boolean baseline = isAnswered(pair.served(), served);
        boolean candidate = isAnswered(pair.shadow(), shadow);
        Likeness likeness = baseline ? likeness(pair, candidate, rules) : null;
        return new SettledPair(pair, served, shadow, baseline, candidate, likeness);
    }

    /** Whether a half of a pair gave an answer in time. */
    private static boolean isAnswered(PairSide side, Observation.Call call) {
        return call == null ? side.answer() != null : call.status() == Observation.Status.OK;
    }

    /** The call as it is evidence: none by the deadline is a timeout, and so is one that ended after it. */
    private static Observation.Call call(PairSide side, TimeLimits limits) {
        Observation.Call call = side.call();
        if (call == null) {
            return (side.parts() & Parts.REQUEST) == 0 ? null : timeout(limits.timeoutMicros());
        }
        return call.timedOut(limits.timeoutMicros()) || limits.isOverdue(call)
                ? new Observation.Call(
                        call.durationMicros(),
                        Observation.Status.TIMEOUT,
                        call.cpuMicros(),
                        call.memoryBytes(),
                        call.costMicros())
                : call;
    }

    private static Observation.Call timeout(long micros) {
        long absent = Observation.ABSENT;
        return new Observation.Call(micros, Observation.Status.TIMEOUT, absent, absent, absent);
    }

    /** A candidate that fails where the baseline answers differs; null where nothing can be compared. */
    private static Likeness likeness(OpenPair pair, boolean candidate, PairRules rules) {
        if (!candidate) {
            return Likeness.DIFFERENT;
        }
        return rules.comparator()
                .compare(answer(pair.served()), answer(pair.shadow()))
                .orElse(null);
    }

    private static Answer answer(PairSide side) {
        return side.answer() == null ? Answer.NONE : side.answer();
    }

    /** Counts it. */
    void countInto(PairTallyBuilder tally, TimeLimits limits) {
        tally.addPair(pair.served(), served, pair.shadow(), shadow, limits.timeoutMicros());
        if (likeness != null) {
            tally.addComparison(likeness);
            String from = answer(pair.served()).label();
            String to = candidate ? answer(pair.shadow()).label() : Disagreement.FAILED;
            if (!likeness.match() && from != null && to != null) {
                tally.addDisagreement(from, to);
            }
        }
        if (isTimed()) {
            tally.addRatio(ratio());
        }
    }

    /** Offers it to those who look into pairs, under each kind that it is of. */
    void offerTo(PairSamples samples) {
        Double similarity = likeness == null ? null : likeness.similarity();
        if (!baseline || !candidate) {
            samples.offer(PairSample.Kind.ERROR, pair, similarity);
        } else if (likeness != null && !likeness.match()) {
            samples.offer(PairSample.Kind.DISAGREEMENT, pair, similarity);
        }
        if (isTimed()) {
            samples.offerRatio(pair, ratio(), similarity);
        }
    }

    /** Whether it is known how long both took for their answers. */
    private boolean isTimed() {
        return baseline && candidate && served != null && shadow != null;
    }

    /** How long the copy took, in thousandths of the time of the request. */
    private long ratio() {
        return Math.round(RATIO_UNIT * Math.max(1, shadow.durationMicros()) / Math.max(1, served.durationMicros()));
    }
}
