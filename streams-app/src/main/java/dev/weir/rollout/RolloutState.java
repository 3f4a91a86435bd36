package dev.weir.rollout;

import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one rollout stands.
 *
 * @param plan         what it follows
 * @param attempt      1 for the first rollout of that name on the model, then 2, ...
 * @param status       how it goes
 * @param stageIndex   index into the plan's stages; {@link #COLLECTING} while the baseline is collected
 * @param startedAt    instant of the start
 * @param stageSince   instant since which the stage counts its time; pauses move it forward
 * @param pausedSince  instant of the pause; null unless paused
 * @param holding      why the stage does not end although its time is over; null while it need not be said
 * @param patientSince instant since which the longest time of the stage counts: as {@code stageSince}, until somebody goes
 *                     on with a stage that has run out of time
 * @param gate         how far the webhook of the stage has been asked; null before the first question
 * @param accepted     failing checks that a person went past
 * @param isolated     segments that were taken back alone, as {@code key=value}
 * @param collected    what the baseline was like; null while it is collected
 */
public record RolloutState(
        Plan plan,
        int attempt,
        Status status,
        int stageIndex,
        Instant startedAt,
        Instant stageSince,
        Instant pausedSince,
        String holding,
        Instant patientSince,
        Gate gate,
        List<AcceptedHarm> accepted,
        List<String> isolated,
        CollectedBaseline collected) {

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

    public RolloutState {
        patientSince = patientSince == null ? stageSince : patientSince;
        accepted = accepted == null ? List.of() : List.copyOf(accepted);
        isolated = isolated == null ? List.of() : List.copyOf(isolated);
    }

    /** A rollout whose baseline begins to be collected. */
    static RolloutState begin(Plan plan, int attempt, Instant at) {
        return new RolloutState(
                plan,
                attempt,
                Status.IN_PROGRESS,
                COLLECTING,
                at,
                at,
                null,
                null,
                at,
                null,
                List.of(),
                List.of(),
                null);
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
     * How often the time after which full is to be cleaned up has passed; 0 before, and in every other stage.
     *
     * <p>While it is paused as well: that is a way of being forgotten, too.
     */
    public long overdue(Instant now) {
        boolean full = stage().map(stage -> stage.kind() == Stage.Kind.FULL).orElse(false);
        Duration after = plan.conduct().cleanUpAfter();
        return full && !status.isTerminal() && !after.isZero()
                ? Duration.between(stageSince, now).dividedBy(after)
                : 0;
    }

    /** Whether the longest time of the stage is over. */
    public boolean isOutOfTime(Instant now) {
        Duration waited = Duration.between(patientSince, pausedSince == null ? now : pausedSince);
        return stage().filter(stage -> waited.compareTo(stage.maxDuration()) > 0)
                .isPresent();
    }

    /**
     * Whether a verdict proves the stage it is in, whose minimum time and requests are there as well: all that can be
     * missing then is a person's word, or another system's. A verdict of the stage before proves nothing about this one.
     */
    boolean mayEnd(Verdict verdict, Instant at) {
        return verdict.standing() == Verdict.Standing.PROVED
                && verdict.at().isAfter(stageSince)
                && stage().filter(stage -> verdict.candidateSamples() >= plan.minSamplesOf(stage))
                        .filter(stage -> inStage(at).compareTo(stage.minDuration()) >= 0)
                        .isPresent();
    }

    /** Whether the stage asks another system that has not agreed yet. */
    boolean isGated() {
        return stage().map(Stage::webhook).isPresent() && (gate == null || gate.step() != Gate.Step.PASSED);
    }

    /** Names the question that an answer is waited for; empty where none is. */
    public Optional<String> question() {
        return !status.isTerminal() && gate != null && gate.isOpen()
                ? Optional.of(salt() + "/" + stageName() + "/" + gate.asked())
                : Optional.empty();
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
        return copy(newStatus, newPausedSince, null, gate, accepted, isolated, collected);
    }

    RolloutState enter(int index, Instant since) {
        return new RolloutState(
                plan,
                attempt,
                Status.IN_PROGRESS,
                index,
                startedAt,
                since,
                null,
                null,
                since,
                null,
                accepted,
                isolated,
                collected);
    }

    /** Going on: the pause is no time in the stage, and a stage that had run out of time gets all of it again. */
    RolloutState resume(Instant now) {
        Duration paused = Duration.between(pausedSince, now);
        return new RolloutState(
                plan,
                attempt,
                Status.IN_PROGRESS,
                stageIndex,
                startedAt,
                stageSince.plus(paused),
                null,
                null,
                isOutOfTime(now) ? now : patientSince.plus(paused),
                gate,
                accepted,
                isolated,
                collected);
    }

    RolloutState hold(String reason) {
        return copy(status, pausedSince, reason, gate, accepted, isolated, collected);
    }

    RolloutState gated(Gate.Step step, Instant at) {
        int asked = gate == null ? 0 : gate.asked();
        Gate after =
                switch (step) {
                    case ASKED -> new Gate(step, asked + 1, at);
                    case PASSED -> new Gate(step, asked, at);
                    case HELD ->
                        new Gate(
                                step,
                                asked,
                                at.plus(stage().orElseThrow().webhook().pause(asked)));
                };
        return copy(status, pausedSince, holding, after, accepted, isolated, collected);
    }

    RolloutState accepting(List<AcceptedHarm> harms) {
        List<AcceptedHarm> all = new ArrayList<>(harms);
        accepted.stream()
                .filter(known -> harms.stream().noneMatch(known::isAboutTheSameAs))
                .forEach(all::add);
        return copy(status, pausedSince, holding, gate, all, isolated, collected);
    }

    RolloutState isolating(String segment) {
        List<String> all = new ArrayList<>(isolated);
        all.add(segment);
        return copy(status, pausedSince, holding, gate, accepted, all, collected);
    }

    RolloutState collecting(CollectedBaseline baseline) {
        return copy(status, pausedSince, holding, gate, accepted, isolated, baseline);
    }

    private RolloutState copy(
            Status newStatus,
            Instant newPausedSince,
            String newHolding,
            Gate newGate,
            List<AcceptedHarm> newAccepted,
            List<String> newIsolated,
            CollectedBaseline newCollected) {
        return new RolloutState(
                plan,
                attempt,
                newStatus,
                stageIndex,
                startedAt,
                stageSince,
                newPausedSince,
                newHolding,
                patientSince,
                newGate,
                newAccepted,
                newIsolated,
                newCollected);
    }
}
