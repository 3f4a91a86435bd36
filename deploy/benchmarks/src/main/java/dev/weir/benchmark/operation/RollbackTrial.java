package dev.weir.benchmark.operation;

import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.view.ControlTopics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Breaks the candidate of one model again and again, each time under a new plan, and notes how long the way back takes. */
final class RollbackTrial {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long CALM_MILLIS = 2_000;
    private static final long SECOND_MILLIS = 1_000;
    private static final long LOOK_EVERY_MILLIS = 5;

    private final TrialModel model;
    private final RollbackWitness witness;
    private final ControlTopics control;
    private final List<Follower> followers;

    /** One that follows the tables. */
    interface Follower {

        /** Returns when it had a table in force, epoch microseconds; 0 as long as that is not known. */
        long appliedMicros(String model, long revision);
    }

    /**
     * The moments of one way back, epoch microseconds.
     *
     * @param firstBad  the broken candidate failed for the first time
     * @param completed the last record of the last second that is evidence in the verdict by which was decided
     * @param decided   the way back was decided, to the millisecond
     * @param applied   the last router had the table in force
     */
    record WayBack(long firstBad, long completed, long decided, long applied) {}

    RollbackTrial(TrialModel model, RollbackWitness witness, ControlTopics control, List<Follower> followers) {
        this.model = model;
        this.witness = witness;
        this.control = control;
        this.followers = followers;
    }

    /** Runs one. */
    WayBack run(int number) throws InterruptedException, TimeoutException {
        control.submit(model.plan(number)).join();
        Decision half =
                witness.await(model.name(), decision -> TrialModel.STAGE.equals(decision.getToStage()), PATIENCE);
        applied(half.getRevision());
        // At any moment of a second, since what a second takes to close is part of what is measured.
        TimeUnit.MILLISECONDS.sleep(CALM_MILLIS + ThreadLocalRandom.current().nextLong(SECOND_MILLIS));
        model.breakCandidate();
        Decision back =
                witness.await(model.name(), decision -> decision.getAction() == DecisionAction.ROLLBACK, PATIENCE);
        long applied = applied(back.getRevision());
        model.mend();
        if (model.firstBadMicros() == 0) {
            throw new IllegalStateException(model.name() + " was sent back before it failed: " + back.getReason());
        }
        return new WayBack(
                model.firstBadMicros(),
                witness.completed(back),
                ChronoUnit.MICROS.between(Instant.EPOCH, back.getTimestamp()),
                applied);
    }

    /** Waits until every router has a table in force, and returns when the last had. */
    private long applied(long revision) throws InterruptedException, TimeoutException {
        long last = 0;
        for (Follower follower : followers) {
            last = Math.max(last, await(() -> follower.appliedMicros(model.name(), revision)));
        }
        return last;
    }

    private static long await(LongSupplier applied) throws InterruptedException, TimeoutException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (applied.getAsLong() == 0) {
            if (System.nanoTime() - giveUp > 0) {
                throw new TimeoutException("a router did not apply a table within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        return applied.getAsLong();
    }
}
