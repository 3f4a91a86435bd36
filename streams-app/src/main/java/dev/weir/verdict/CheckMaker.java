package dev.weir.verdict;

import dev.weir.evidence.ArmFigures;
import dev.weir.evidence.CatastropheEvidence;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.Metric;
import dev.weir.evidence.SegmentEvidence;
import dev.weir.evidence.SplitEvidence;
import dev.weir.evidence.Trial;
import dev.weir.statistics.sequential.AveragedEvidence;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import dev.weir.verdict.ErrorBudget.Shares;

/**
 * Puts evidence into checks: each piece beside what it takes to prove something.
 *
 * @param trial    the trial it belongs to
 * @param budget   how often Weir may be wrong
 * @param shares   how that is shared out
 * @param forecast what the stage was expected to take; null if unknown
 */
record CheckMaker(Trial trial, ErrorBudget budget, Shares shares, StageForecast forecast) {

    /** The check of a guardrail in all traffic. */
    Check check(GuardrailEvidence evidence) {
        Guardrail guardrail = evidence.guardrail();
        Metric metric = guardrail.metric();
        double harm = evidence.harm().logE();
        double fine = evidence.fine().logE();
        double harmNeeded = needed(budget.alphaRollback(), shares.overall());
        double fineNeeded = needed(budget.alphaAdvance(), 1);
        Double alarm = alarm(evidence.monitor());
        ArmFigures figures = evidence.figures();
        CheckState state = CheckState.UNDECIDED;
        if (harm >= harmNeeded || alarm != null && alarm >= 0) {
            state = CheckState.FAIL;
        } else if (fine >= fineNeeded) {
            state = CheckState.PASS;
        }
        return new Check(
                metric.key(),
                null,
                guardrail.maxRatio(),
                guardrail.advanceRatio(),
                guardrail.floor(),
                figures.baseline(),
                figures.candidate(),
                figures.baselineSamples(),
                figures.candidateSamples(),
                harm,
                harmNeeded,
                fine,
                fineNeeded,
                evidence.worse().logE(),
                alarm,
                required(guardrail, figures.samples(), fine, fineNeeded),
                evidence.ratio() == null ? null : evidence.ratio().interval(1 - budget.alphaRollback()),
                state);
    }

    /** The checks of all guardrails in one segment. */
    Check[] checks(SegmentEvidence segment) {
        Check[] found = new Check[trial.guardrails().size()];
        double needed = needed(budget.alphaRollback(), shares.segment());
        for (int i = 0; i < found.length; i++) {
            Guardrail guardrail = trial.guardrails().get(i).guardrail();
            SegmentEvidence.Harm evidence = segment.harms().get(i);
            ArmFigures figures = evidence.figures();
            double harm = evidence.evidence().logE();
            Double alarm = alarm(evidence.monitor());
            found[i] = new Check(
                    guardrail.metric().key(),
                    segment.segment(),
                    guardrail.maxRatio(),
                    guardrail.advanceRatio(),
                    guardrail.floor(),
                    figures.baseline(),
                    figures.candidate(),
                    figures.baselineSamples(),
                    figures.candidateSamples(),
                    harm,
                    needed,
                    null,
                    0,
                    null,
                    alarm,
                    null,
                    null,
                    harm >= needed || alarm != null && alarm >= 0 ? CheckState.FAIL : CheckState.UNDECIDED);
        }
        return found;
    }

    /** Every detector has its share of the one false alarm in a year of blocks that all of them together may raise. */
    private Double alarm(ShiryaevRobertsDetector monitor) {
        if (monitor == null) {
            return null;
        }
        double detectors =
                (double) trial.guardrails().size() * (1 + trial.segments().size());
        return monitor.logR()
                - StrictMath.log(Math.max(1, detectors * trial.current().blocksPerYear()));
    }

    /**
     * Requests of the candidate expected until the proof. Evidence has grown by so much in so many requests; what was
     * forecast counts as much as the requests it was forecast for.
     */
    private Long required(Guardrail guardrail, long samples, double fine, double needed) {
        Long expected = forecast == null ? null : forecast.toProve(guardrail.metric());
        double prior = expected == null ? 0 : expected;
        double growth = (fine + (expected == null ? 0 : needed)) / (samples + prior);
        if (!(growth > 0)) {
            return null;
        }
        double more = Math.max(0, (needed - fine) / growth);
        double share = trial.current().evidenceBps() / 10_000.0;
        double candidates =
                share > 0 ? share : samples == 0 ? 0 : trial.candidate().calls() / (double) samples;
        return (long) Math.ceil((samples + more) * candidates);
    }

    /** The check that the candidate does not simply fail. */
    Check catastrophe(CatastropheEvidence evidence) {
        double harm = evidence.harm().logE();
        double needed = needed(budget.alphaRollback(), shares.catastrophe());
        return new Check(
                Check.CATASTROPHE,
                null,
                evidence.limit(),
                evidence.limit(),
                0,
                null,
                evidence.errorRate(),
                null,
                evidence.calls(),
                harm,
                needed,
                null,
                0,
                null,
                null,
                null,
                null,
                harm >= needed ? CheckState.FAIL : CheckState.UNDECIDED);
    }

    /** The check that units are split as the weights say. */
    Check split(SplitEvidence evidence) {
        long baseline = evidence.baselines();
        long candidate = evidence.candidates();
        double expected = evidence.expectedShare();
        return new Check(
                Check.SPLIT,
                null,
                expected,
                expected,
                0,
                null,
                (double) candidate / (baseline + candidate),
                baseline,
                candidate,
                evidence.logE(),
                SplitEvidence.LOG_BOUND,
                null,
                0,
                null,
                null,
                null,
                null,
                evidence.alarmed() ? CheckState.FAIL : CheckState.UNDECIDED);
    }

    /** Log E at which a process with a share of an error probability counts as proof. */
    static double needed(double alpha, double share) {
        return AveragedEvidence.logBound(alpha, share);
    }
}
