package dev.weir.http;

import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Waits for the decision that something a person wrote leads to. What could not be written and what was refused is
 * answered here, the same for plans and commands.
 *
 * @param patience longest time to wait for the decision
 */
record Dialogue(Duration patience) {

    /**
     * Answers once a decision has been made or patience is over.
     *
     * @param written ends when the record is safely written
     * @param decided ends with the decision
     * @param refused gives the problem that a refusal is
     * @param answer  gives the answer on the request's own thread; the decision is empty if none came in time
     */
    void await(
            RoutingContext context,
            CompletableFuture<Void> written,
            CompletableFuture<Decision> decided,
            Function<Decision, ProblemException> refused,
            Consumer<Optional<Decision>> answer) {
        written.thenCompose(done -> decided.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .<Optional<Decision>>thenApply(Optional::of)
                        .exceptionally(late -> Optional.empty()))
                .whenComplete((decision, failure) -> context.vertx()
                        .getOrCreateContext()
                        .runOnContext(go -> {
                            decided.cancel(false);
                            if (failure != null) {
                                Answers.failure(context, failure);
                            } else if (decision.filter(Dialogue::isRefusal).isPresent()) {
                                Answers.failure(context, refused.apply(decision.get()));
                            } else {
                                answer.accept(decision);
                            }
                        }));
    }

    /** The problem that a refusal usually is. */
    static ProblemException refusal(Decision decision) {
        return ProblemException.conflict(decision.getReason());
    }

    /** What to say when no decision came in time. */
    String undecided(String written) {
        return written + " is written, but nothing was decided within " + patience.toSeconds()
                + " s; is the streams application running?";
    }

    private static boolean isRefusal(Decision decision) {
        return decision.getAction() == DecisionAction.REFUSE;
    }
}
