package dev.weir.verdict;

import dev.weir.evidence.CatastropheEvidence;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.Metric;
import dev.weir.evidence.Trial;
import dev.weir.statistics.sequential.AveragedEvidence;
import dev.weir.statistics.sequential.AveragedEvidence.Share;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * What the evidence of a trial amounts to, at one moment; valid however often it is asked.
 *
 * <p>Rollback: the weighted average of the guardrails' and the catastrophe's e-processes reaches 1/alpha. Advance:
 * every guardrail is proved within its limit, all of them now, and rollback is not near. What speaks for neither is
 * left undecided, however long it lasts.
 */
final class Weighing {
    /** Requests of each arm below which nothing is called proved. */
    static final long FEWEST = 30;

    /** Rollback counts as near within this factor of its bound. */
    private static final double NEAR = Math.log(4);

    private final Trial trial;
    private final ErrorBudget budget;
    private final double weight;

    Weighing(Trial trial, ErrorBudget budget) {
        this.trial = trial;
        this.budget = budget;
        this.weight = budget.shareOfGuardrail(trial.guardrails().size());
    }

    /** One check for each guardrail, and one for the fast way back. */
    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        trial.guardrails().forEach(evidence -> checks.add(check(evidence)));
        checks.add(catastrophe(trial.catastrophe()));
        return isBroken() ? withCulprit(checks) : checks;
    }

    /** What the rollout machine may conclude; {@code complaint} is why the evidence cannot be trusted, or null. */
    Standing standing(List<Check> checks, String complaint) {
        if (isBroken()) {
            return Standing.BROKEN;
        }
        for (int i = 0; i < trial.guardrails().size(); i++) {
            boolean pausing = trial.guardrails().get(i).guardrail().action() == Guardrail.Action.PAUSE;
            if (pausing && checks.get(i).state() == CheckState.FAIL) {
                return Standing.SUSPECT;
            }
        }
        if (complaint != null) {
            return Standing.INCOMPLETE;
        }
        return isProved() ? Standing.PROVED : Standing.UNDECIDED;
    }

    private boolean isBroken() {
        return logHarm() >= AveragedEvidence.logBound(budget.alphaRollback(), 1);
    }

    /** Guardrails that only pause or warn keep their weight, as evidence that never grows. */
    private double logHarm() {
        List<Share> shares = new ArrayList<>();
        trial.guardrails()
                .forEach(evidence -> shares.add(new Share(
                        weight,
                        evidence.guardrail().action() == Guardrail.Action.ROLLBACK
                                ? evidence.harm().logE()
                                : 0)));
        shares.add(new Share(
                1 - weight * trial.guardrails().size(),
                trial.catastrophe().harm().logE()));
        return AveragedEvidence.logE(shares);
    }

    private boolean isProved() {
        boolean enough = Math.min(trial.baseline().calls(), trial.candidate().calls()) >= FEWEST;
        double needed = AveragedEvidence.logBound(budget.alphaAdvance(), 1);
        return enough
                && logHarm() < AveragedEvidence.logBound(budget.alphaRollback(), 1) - NEAR
                && trial.guardrails().stream()
                        .filter(evidence -> evidence.guardrail().action() != Guardrail.Action.WARN)
                        .allMatch(evidence -> evidence.fine().logE() >= needed);
    }

    private Check check(GuardrailEvidence evidence) {
        Guardrail guardrail = evidence.guardrail();
        Metric metric = guardrail.metric();
        Tally baseline = trial.baseline();
        Tally candidate = trial.candidate();
        double logHarm = evidence.harm().logE();
        double logFine = evidence.fine().logE();
        double harmNeeded = AveragedEvidence.logBound(budget.alphaRollback(), weight);
        double fineNeeded = AveragedEvidence.logBound(budget.alphaAdvance(), 1);
        CheckState state = CheckState.UNDECIDED;
        if (logHarm >= harmNeeded) {
            state = CheckState.FAIL;
        } else if (logFine >= fineNeeded) {
            state = CheckState.PASS;
        }
        long samples = Figures.samples(metric, candidate);
        return new Check(
                metric.key(),
                guardrail.maxRatio(),
                guardrail.advanceRatio(),
                guardrail.floor(),
                Figures.value(metric, baseline),
                Figures.value(metric, candidate),
                Figures.samples(metric, baseline),
                samples,
                logHarm,
                harmNeeded,
                logFine,
                fineNeeded,
                required(samples, logFine, fineNeeded),
                evidence.ratio() == null ? null : evidence.ratio().interval(1 - budget.alphaRollback()),
                state);
    }

    /** Evidence grows in proportion to requests once the best alternative has been found. */
    private static Long required(long samples, double logFine, double needed) {
        return logFine > 0.1 && samples >= FEWEST ? (long) Math.ceil(samples * needed / logFine) : null;
    }

    private Check catastrophe(CatastropheEvidence evidence) {
        double logHarm = evidence.harm().logE();
        double needed = AveragedEvidence.logBound(
                budget.alphaRollback(), 1 - weight * trial.guardrails().size());
        return new Check(
                Check.CATASTROPHE,
                evidence.limit(),
                evidence.limit(),
                0,
                null,
                evidence.errorRate(),
                0,
                evidence.calls(),
                logHarm,
                needed,
                null,
                0,
                null,
                null,
                logHarm >= needed ? CheckState.FAIL : CheckState.UNDECIDED);
    }

    /** No check may have reached its own bound although together they did: then the strongest of those is named. */
    private List<Check> withCulprit(List<Check> checks) {
        int strongest = checks.size() - 1;
        for (int i = 0; i < trial.guardrails().size(); i++) {
            boolean stronger = checks.get(i).logHarm() > checks.get(strongest).logHarm();
            if (trial.guardrails().get(i).guardrail().action() == Guardrail.Action.ROLLBACK) {
                if (checks.get(i).state() == CheckState.FAIL) {
                    return checks;
                }
                strongest = stronger ? i : strongest;
            }
        }
        List<Check> named = new ArrayList<>(checks);
        named.set(strongest, checks.get(strongest).with(CheckState.FAIL));
        return named;
    }
}
