package dev.weir.judge;

import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The verdicts of one model: the latest, and those that were published. A verdict that is not published leaves its id
 * to the next one, so that ids have no gaps. Not safe for use by several threads.
 */
final class VerdictLog {
    private final String model;
    private Verdict latest;
    private Instant closedUntil;
    private Verdict published;
    private long count;

    VerdictLog(String model) {
        this.model = model;
    }

    /** A log as it was when its figures were stored. */
    VerdictLog(String model, Verdict latest, Instant closedUntil, Verdict published, long count) {
        this.model = model;
        this.latest = latest;
        this.closedUntil = closedUntil;
        this.published = published;
        this.count = count;
    }

    /** The latest verdict; null before the first of a rollout. */
    Verdict latest() {
        return latest;
    }

    /** The end of the last second that is in the latest verdict's evidence; null before the first of a rollout. */
    Instant closedUntil() {
        return closedUntil;
    }

    /** The latest verdict that was published; null before the first of a rollout. */
    Verdict published() {
        return published;
    }

    /** Number of verdicts published, over all rollouts. */
    long count() {
        return count;
    }

    /** Id of the next verdict. */
    String nextId() {
        return model + "-v" + (count + 1);
    }

    /** Takes the latest verdict, and the end of the last second that is in its evidence. */
    void latest(Verdict verdict, Instant until) {
        latest = verdict;
        closedUntil = until;
    }

    /** Forgets the verdicts of the rollout before; ids go on. */
    void begin() {
        latest = null;
        closedUntil = null;
        published = null;
    }

    /** Whether the latest verdict says something new, or the same in other figures after a while. */
    boolean isWorthPublishing(Duration interval) {
        Instant now = latest.at();
        return published == null
                || published.standing() != latest.standing()
                || published.kind() != latest.kind()
                || published.recommendation() != latest.recommendation()
                || !Objects.equals(published.message(), latest.message())
                        && Duration.between(published.at(), now).compareTo(interval) >= 0;
    }

    /** Whether the latest verdict is unpublished although a decision rests on it: a reader must be able to find it. */
    boolean isOwed(List<Output> outputs) {
        return latest != null
                && (published == null || !published.id().equals(latest.id()))
                && outputs.stream()
                        .anyMatch(output -> output instanceof Output.Decided decided
                                && latest.id().equals(decided.decision().verdictId()));
    }

    /** Publishes the latest verdict, with what is told with it; rollout and stage are those it is about. */
    Output publish(String rollout, String stage, Readings readings) {
        published = latest;
        count++;
        Output judged = new Output.Judged(latest, rollout, stage, closedUntil, readings.stored());
        readings.begin();
        return judged;
    }
}
