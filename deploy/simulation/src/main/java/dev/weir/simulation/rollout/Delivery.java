package dev.weir.simulation.rollout;

import dev.weir.event.Observation.Status;

/**
 * How events travel from the request to the judge.
 *
 * @param reports                 whether routers report what they assigned
 * @param marks                   whether routers mark a unit's first request in ten minutes
 * @param commitsOnCandidateError whether a task commits at once on each failure of the candidate, so that how often it
 *                                commits depends on how requests went
 * @param candidateErrorMillis    delay with which fast failures of the candidate are published, milliseconds
 * @param baselineErrorMillis     delay with which fast failures of the baseline are published, milliseconds
 * @param routerLagMillis         time after which the slower half of the routers applies a table, milliseconds
 */
public record Delivery(
        boolean reports,
        boolean marks,
        boolean commitsOnCandidateError,
        long candidateErrorMillis,
        long baselineErrorMillis,
        long routerLagMillis) {

    /** Events leave when the answer is there; routers report, mark and follow at once. */
    public static final Delivery PROMPT = new Delivery(true, true, false, 0, 0, 0);

    /** The same with commits that depend on how the candidate's requests went. */
    public Delivery committingOnErrors() {
        return new Delivery(reports, marks, true, candidateErrorMillis, baselineErrorMillis, routerLagMillis);
    }

    /** The same with fast failures of either arm published late; timeouts are known when they happen. */
    public Delivery delayingErrors(long candidateMillis, long baselineMillis) {
        return new Delivery(reports, marks, commitsOnCandidateError, candidateMillis, baselineMillis, routerLagMillis);
    }

    /** The same with routers that neither report nor mark: seconds close by the clock, units are told apart by Weir. */
    public Delivery silent() {
        return new Delivery(
                false, false, commitsOnCandidateError, candidateErrorMillis, baselineErrorMillis, routerLagMillis);
    }

    /** The same with half of the routers slow to apply a table. */
    public Delivery lagging(long millis) {
        return new Delivery(reports, marks, commitsOnCandidateError, candidateErrorMillis, baselineErrorMillis, millis);
    }

    long delayMillis(boolean candidate, Answer answer) {
        if (answer.status() != Status.ERROR) {
            return 0;
        }
        return candidate ? candidateErrorMillis : baselineErrorMillis;
    }
}
