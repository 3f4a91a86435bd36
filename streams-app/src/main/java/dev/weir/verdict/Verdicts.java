package dev.weir.verdict;

import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Puts the evidence of a trial into a verdict that a person and the rollout machine can act on. What it concludes depends
 * on the trial and the occasion alone; it remembers the last weighing only to do no work twice. Not safe for use by
 * several threads.
 */
public final class Verdicts {
    private Weighing last;
    private Verdict said;
    private Terms terms;
    private StageStart planned;
    private StageForecast forecast;

    /** All that a verdict depends on besides its id and instant. */
    private record Terms(
            ErrorBudget budget,
            boolean full,
            String silence,
            String complaint,
            List<String> isolated,
            AbTerms experiment) {}

    /** The verdict on a trial. */
    public Verdict of(Trial trial, Occasion occasion) {
        if (trial.current().stage() == StageStart.BASELINE) {
            return baseline(trial, occasion);
        }
        if (planned != trial.current()) {
            planned = trial.current();
            forecast = forecast(trial, occasion.budget());
        }
        String silence = silence(trial, occasion.at(), occasion.closing());
        Terms now = new Terms(
                occasion.budget(),
                occasion.full(),
                silence,
                occasion.complaint(),
                occasion.isolated(),
                occasion.experiment());
        if (last == null || last.trial() != trial || !now.equals(terms)) {
            last = new Weighing(trial, occasion.budget(), occasion.isolated(), forecast, last);
            terms = now;
            said = say(occasion);
        }
        return said.again(occasion.id(), occasion.at());
    }

    private Verdict say(Occasion occasion) {
        Trial trial = last.trial();
        if (trial.current().isPaired()) {
            return new ShadowWeighing(last, occasion).verdict(terms.silence());
        }
        if (trial.current().experiment() != null && occasion.experiment() != null) {
            return new ExperimentWeighing(last, occasion).verdict(terms.silence());
        }
        Standing standing = last.standing(terms.silence(), terms.complaint());
        return new Verdict(
                occasion.id(),
                occasion.at(),
                kind(standing, terms.full()),
                status(standing, last.checks()),
                recommendation(standing),
                standing,
                Wording.message(last, standing, standing == Standing.STALE ? terms.silence() : terms.complaint()),
                last.checks(),
                trial.baseline().calls(),
                trial.candidate().calls());
    }

    private static Verdict baseline(Trial trial, Occasion occasion) {
        long collected = trial.collected().calls();
        return new Verdict(
                occasion.id(),
                occasion.at(),
                Kind.BASELINE,
                collected < Weighing.FEWEST ? Status.INSUFFICIENT_DATA : Status.HEALTHY,
                Recommendation.CONTINUE,
                Standing.UNDECIDED,
                Wording.collected(trial),
                BaselineChecks.of(trial),
                collected,
                0);
    }

    private static StageForecast forecast(Trial trial, ErrorBudget budget) {
        int candidateBps = trial.current().evidenceBps();
        return candidateBps <= 0 || candidateBps >= 10_000
                ? null
                : new StagePlanner(BaselineFigures.of(trial.collected()), budget)
                        .forecast(trial.current().guardrails(), candidateBps);
    }

    /** Why there is nothing to compare with; null if there is. */
    private static String silence(Trial trial, Instant at, Duration closing) {
        long since = Math.max(trial.pulse().lastSecond() + 1, trial.current().sinceMillis() / 1_000);
        long silent = Duration.between(Instant.ofEpochSecond(since), at.minus(closing))
                .toSeconds();
        return silent > trial.pulse().silentAfterSeconds()
                ? "Nothing heard of " + trial.rules().baseline() + " for " + Figures.time(Duration.ofSeconds(silent))
                        + ": there is nothing to compare with"
                : null;
    }

    private static Kind kind(Standing standing, boolean full) {
        if (standing == Standing.MISMATCH) {
            return Kind.SPLIT;
        }
        return full ? Kind.FULL : Kind.CANARY;
    }

    static Status status(Standing standing, List<Check> checks) {
        for (Check check : checks) {
            if (check.state() == CheckState.FAIL) {
                return Status.DEGRADED;
            }
        }
        return standing == Standing.PROVED ? Status.HEALTHY : Status.INSUFFICIENT_DATA;
    }

    private static Recommendation recommendation(Standing standing) {
        return switch (standing) {
            case BROKEN -> Recommendation.ROLLBACK;
            case PROVED -> Recommendation.ADVANCE;
            case MISMATCH -> Recommendation.INVESTIGATE_SPLIT;
            case SUSPECT, STALE, INCOMPLETE, UNDECIDED -> Recommendation.CONTINUE;
        };
    }
}
