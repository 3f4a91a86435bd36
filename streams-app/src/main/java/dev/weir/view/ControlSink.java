package dev.weir.view;

import dev.weir.rollout.Plan;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.schema.OperatorCommand;
import java.util.concurrent.CompletableFuture;

/**
 * Where plans and commands go. Each call returns at once; the future ends when the record is safely written, or fails
 * with an {@link Unavailable} that says why not.
 */
public interface ControlSink {
    /** Submits a plan. */
    CompletableFuture<Void> submit(Plan plan);

    /** Submits a watch without a rollout. */
    CompletableFuture<Void> submit(Watch watch);

    /** Deletes the plan of a model. */
    CompletableFuture<Void> withdraw(String model, Withdrawal withdrawal);

    /** Passes on a command. */
    CompletableFuture<Void> command(OperatorCommand command);

    /** The record could not be written, or not be seen to be; the message is for the person who sent it. */
    final class Unavailable extends RuntimeException {
        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
