package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A request and what became known of its answer, either of which may still be missing. What it counts as follows from what
 * it holds, and what it holds does not depend on the order in which that came.
 *
 * @param sinceMillis instant under which it is kept, epoch milliseconds: of what came first of it
 * @param answer      the request; null while nothing has come of it
 * @param others      variants that handled it besides that of the answer, sorted
 * @param truth       whether the answer was right, by label or success; null while that is not known
 * @param reward      what the answer was worth; null while that is not known
 */
public record AwaitedOutcome(long sinceMillis, ServedAnswer answer, List<String> others, Truth truth, Truth reward) {
    /** Cell of what belongs to no request that is known. */
    static final Cell NOWHERE =
            new Cell(0, Observation.NO_REVISION, "", Role.SERVED, Segments.NONE, Admission.NOT_RANDOMISED);

    private static final int MOST_OTHERS = 3;

    public AwaitedOutcome {
        others = others == null ? List.of() : List.copyOf(others);
    }

    /** Nothing known, kept under an instant. */
    static AwaitedOutcome since(long millis) {
        return new AwaitedOutcome(millis, null, List.of(), null, null);
    }

    /** With what an event tells of the request. */
    AwaitedOutcome with(ServedAnswer told) {
        if (answer == null) {
            return new AwaitedOutcome(sinceMillis, told, others, truth, reward);
        }
        ServedAnswer counts = answer.or(told);
        return new AwaitedOutcome(sinceMillis, counts, others(counts.variant(), told.variant()), truth, reward);
    }

    private List<String> others(String counts, String told) {
        List<String> known = new ArrayList<>(others);
        for (String variant : List.of(answer.variant(), told)) {
            if (!known.contains(variant)) {
                known.add(variant);
            }
        }
        known.remove(counts);
        return known.stream().sorted().limit(MOST_OTHERS).toList();
    }

    /** The same with another answer in the place of its own. */
    AwaitedOutcome replaced(ServedAnswer newAnswer) {
        return new AwaitedOutcome(sinceMillis, newAnswer, others, truth, reward);
    }

    /** What is known already of what an outcome tells; null if nothing is. */
    Truth known(Truth told) {
        return told.isReward() ? reward : truth;
    }

    /** With what an outcome tells. */
    AwaitedOutcome with(Truth told) {
        Truth known = known(told);
        Truth counts = known == null ? told : known.or(told);
        return told.isReward()
                ? new AwaitedOutcome(sinceMillis, answer, others, truth, counts)
                : new AwaitedOutcome(sinceMillis, answer, others, counts, reward);
    }

    /**
     * Counts it where it belongs, or takes it back from there.
     *
     * @param horizonMillis time after a request for which its outcome is waited for
     * @param sign          1, or -1 to take it back
     * @param sums          what is counted, by cell
     */
    void count(long horizonMillis, int sign, Function<Cell, OutcomeSum> sums) {
        if (answer == null) {
            long untold = (truth == null ? 0 : 1) + (reward == null ? 0 : 1);
            if (untold > 0) {
                sums.apply(NOWHERE).lose(new OutcomeLosses(untold, 0, 0, 0, 0), sign);
            }
            return;
        }
        OutcomeSum sum = sums.apply(answer.cell());
        sum.request(sign);
        if (truth != null) {
            Boolean right = truth.label() == null ? truth.success() : answer.isRight(truth.label());
            if (isJoined(truth, horizonMillis) && right != null) {
                sum.success(answer.bucket(), right, sign);
            } else {
                sum.lose(loss(truth, horizonMillis), sign);
            }
        }
        if (reward != null) {
            if (isJoined(reward, horizonMillis)) {
                sum.reward(answer.bucket(), reward.reward(), sign);
            } else {
                sum.lose(loss(reward, horizonMillis), sign);
            }
        }
        if (answer.durationMicros() != Observation.ABSENT) {
            sum.latency(answer.bucket(), answer.durationMicros(), sign);
        }
        if (answer.costMicros() != Observation.ABSENT) {
            sum.cost(answer.bucket(), answer.costMicros(), sign);
        }
    }

    private boolean isJoined(Truth told, long horizonMillis) {
        return !isLate(told, horizonMillis) && !isOfAnother(told);
    }

    private boolean isLate(Truth told, long horizonMillis) {
        return told.knownMillis() - answer.assignedMillis() > horizonMillis;
    }

    private boolean isOfAnother(Truth told) {
        return told.variant() != null && !told.variant().equals(answer.variant()) && !others.contains(told.variant());
    }

    private OutcomeLosses loss(Truth told, long horizonMillis) {
        if (isLate(told, horizonMillis)) {
            return new OutcomeLosses(0, 0, 1, 0, 0);
        }
        return isOfAnother(told) ? new OutcomeLosses(0, 1, 0, 0, 0) : new OutcomeLosses(1, 0, 0, 0, 0);
    }

    /**
     * What both halves have in common.
     *
     * @param model     logical endpoint
     * @param requestId id of the request
     */
    public record Key(String model, String requestId) {}
}
