package dev.weir.rollout;

import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where one rollout stands.
 *
 * @param plan        what it follows
 * @param attempt     1 for the first rollout of that name on the model, then 2, ...
 * @param status      how it goes
 * @param stageIndex  index into the plan's stages; {@link #COLLECTING} while the baseline is collected
 * @param startedAt   instant of the start
 * @param stageSince  instant since which the stage counts its time; pauses move it forward
 * @param pausedSince instant of the pause; null unless paused
 * @param holding     why the stage does not end although its time is over; null while it need not be said
 */
public record RolloutState(
        Plan plan,
        int attempt,
        Status status,
        int stageIndex,
        Instant startedAt,
        Instant stageSince,
        Instant pausedSince,
        String holding) {

    /** Name of the step before the plan's stages. */
    public static final String BASELINE_STAGE = "baseline";

    /** Stage index while the baseline is collected. */
    public static final int COLLECTING = -1;

    /** How a rollout goes. */
    public enum Status {
        IN_PROGRESS,
        PAUSED,
        PROMOTED,
        ROLLED_BACK,
        ABORTED;

        /** Whether nothing can happen to the rollout any more. */
        public boolean isTerminal() {
            return this == PROMOTED || this == ROLLED_BACK || this == ABORTED;
        }
    }

    /** The stage it is in; empty while the baseline is collected. */
    public Optional<Stage> stage() {
        return stageIndex == COLLECTING
                ? Optional.empty()
                : Optional.of(plan.stages().get(stageIndex));
    }

    /** Name of the stage it is in. */
    public String stageName() {
        return stage().map(Stage::name).orElse(BASELINE_STAGE);
    }

    /** The stage after this one; empty at the last. */
    public Optional<Stage> nextStage() {
        int next = stageIndex + 1;
        return next < plan.stages().size() ? Optional.of(plan.stages().get(next)) : Optional.empty();
    }

    /** Time spent in the stage, pauses not counted. */
    public Duration inStage(Instant now) {
        return Duration.between(stageSince, pausedSince == null ? now : pausedSince);
    }

    /**
     * Whether a verdict proves the stage it is in, whose minimum time and requests are there as well: all that can be
     * missing then is a person's word. A verdict of the stage before proves nothing about this one.
     */
    boolean mayEnd(Verdict verdict, Instant at) {
        return verdict.standing() == Verdict.Standing.PROVED
                && verdict.at().isAfter(stageSince)
                && stage().filter(stage -> verdict.candidateSamples() >= plan.minSamplesOf(stage))
                        .filter(stage -> inStage(at).compareTo(stage.minDuration()) >= 0)
                        .isPresent();
    }

    /** Makes the split of this attempt independent of every other. */
    public String salt() {
        return plan.model() + "/" + plan.name() + "/" + attempt;
    }

    /** Traffic of the candidate, basis points. */
    public int candidateBps() {
        return status.isTerminal() ? 0 : stage().map(plan::candidateBps).orElse(0);
    }

    /** Share of the requests that is copied to the candidate, basis points. */
    public int mirrorBps() {
        return status.isTerminal() ? 0 : stage().map(Stage::mirrorBps).orElse(0);
    }

    RolloutState with(Status newStatus, Instant newPausedSince) {
        return new RolloutState(plan, attempt, newStatus, stageIndex, startedAt, stageSince, newPausedSince, null);
    }

    RolloutState enter(int index, Instant since) {
        return new RolloutState(plan, attempt, Status.IN_PROGRESS, index, startedAt, since, null, null);
    }

    RolloutState resume(Instant now) {
        Instant since = stageSince.plus(Duration.between(pausedSince, now));
        return new RolloutState(plan, attempt, Status.IN_PROGRESS, stageIndex, startedAt, since, null, null);
    }

    RolloutState hold(String reason) {
        return new RolloutState(plan, attempt, status, stageIndex, startedAt, stageSince, pausedSince, reason);
    }
}
