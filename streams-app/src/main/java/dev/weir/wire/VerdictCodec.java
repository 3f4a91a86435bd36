package dev.weir.wire;

import dev.weir.judge.Output;
import dev.weir.schema.AbStatus;
import dev.weir.schema.CheckState;
import dev.weir.schema.Recommendation;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import dev.weir.statistics.Interval;
import dev.weir.verdict.Check;
import java.util.List;

/** Verdicts and their checks as they are published. */
final class VerdictCodec {
    private VerdictCodec() {}

    static dev.weir.schema.Verdict verdict(String model, Output.Judged judged) {
        dev.weir.verdict.Verdict verdict = judged.verdict();
        return dev.weir.schema.Verdict.newBuilder()
                .setVerdictId(verdict.id())
                .setModel(model)
                .setRollout(judged.rollout())
                .setStage(judged.stage())
                .setTimestamp(verdict.at())
                .setKind(VerdictKind.valueOf(verdict.kind().name()))
                .setStatus(VerdictStatus.valueOf(verdict.status().name()))
                .setRecommendation(
                        Recommendation.valueOf(verdict.recommendation().name()))
                .setAbStatus(
                        verdict.abStatus() == null
                                ? null
                                : AbStatus.valueOf(verdict.abStatus().name()))
                .setMessage(verdict.message())
                .setChecks(checks(verdict.checks()))
                .setClosedUntil(judged.closedUntil())
                .setReadings(
                        judged.readings() == null
                                ? null
                                : judged.readings().stream()
                                        .map(ReadingCodec::toWire)
                                        .toList())
                .build();
    }

    static List<dev.weir.schema.Check> checks(List<Check> checks) {
        return checks.stream().map(VerdictCodec::check).toList();
    }

    private static dev.weir.schema.Check check(Check check) {
        Double eValue = Double.isNaN(check.logHarm()) ? null : (Double) finite(Math.exp(check.logHarm()));
        return dev.weir.schema.Check.newBuilder()
                .setMetric(check.metric())
                .setSegment(check.segment())
                .setBaselineValue(check.baselineValue())
                .setCandidateValue(check.candidateValue())
                .setRatio(check.ratio())
                .setThreshold(Double.isNaN(check.limit()) ? null : (Double) check.limit())
                .setBaselineSamples(check.baselineSamples())
                .setCandidateSamples(isOfBaselineAlone(check) ? null : (Long) check.candidateSamples())
                .setRequiredSamples(check.requiredSamples())
                .setCiLow(
                        isBounded(check.interval()) ? (Double) check.interval().lower() : null)
                .setCiHigh(
                        check.interval() == null
                                        || Double.isInfinite(check.interval().upper())
                                ? null
                                : (Double) check.interval().upper())
                .setPValue(pValue(check, eValue))
                .setEValue(eValue)
                .setEValueNeeded(finite(Math.exp(check.logHarmNeeded())))
                .setAdvanceEValue(check.logFine() == null ? null : (Double) finite(Math.exp(check.logFine())))
                .setAdvanceEValueNeeded(
                        check.logFine() == null ? null : (Double) finite(Math.exp(check.logFineNeeded())))
                .setWorseEValue(check.logWorse() == null ? null : (Double) finite(Math.exp(check.logWorse())))
                .setState(CheckState.valueOf(check.state().name()))
                .build();
    }

    /** A figure with no limit and no requests of the candidate is one with which nothing is compared. */
    private static boolean isOfBaselineAlone(Check check) {
        return Double.isNaN(check.logHarm()) && Double.isNaN(check.limit()) && check.candidateSamples() == 0;
    }

    /** Of evidence that is looked at again and again 1/e, which holds at every look; of one planned look the p-value. */
    private static Double pValue(Check check, Double eValue) {
        if (check.onceP() != null) {
            return check.onceP();
        }
        return eValue == null ? null : (Double) Math.min(1, 1 / eValue);
    }

    /** From 0 to infinity is no bound; from 0 to a number is. */
    private static boolean isBounded(Interval interval) {
        return interval != null && !(interval.lower() == 0 && Double.isInfinite(interval.upper()));
    }

    /** JSON has no infinity, and evidence beyond the largest double is no more convincing than that. */
    private static double finite(double eValue) {
        return Math.min(eValue, Double.MAX_VALUE);
    }
}
