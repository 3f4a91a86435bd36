package dev.weir.verdict;

import dev.weir.statistics.Interval;

/**
 * One guardrail weighed. Figures that do not apply are null, never 0: a reader must be able to tell "none" from "zero".
 *
 * @param metric           what was weighed, e.g. {@code errorRate}
 * @param segment          {@code key=value} it was weighed in; null for all traffic
 * @param limit            largest healthy ratio; for {@link #CATASTROPHE} the largest healthy rate, for {@link #SPLIT}
 *                         the candidate's share as the weights say
 * @param advanceLimit     ratio that has to be kept before a stage may end, at least {@code limit}
 * @param floor            allowance on top of the limit times the baseline's rate; 0 where there is none
 * @param baselineValue    the baseline's figure: a rate in [0, 1], a latency in microseconds
 * @param candidateValue   the candidate's figure in the same unit
 * @param baselineSamples  requests of the baseline weighed; null where the baseline has no part in it
 * @param candidateSamples requests of the candidate weighed
 * @param logHarm          natural log of the evidence that the limit is broken; NaN where it is told by an alarm alone
 * @param logHarmNeeded    value of {@code logHarm} at which the limit counts as broken
 * @param logFine          natural log of the evidence that the limit is kept; null where that is not asked
 * @param logFineNeeded    value of {@code logFine} at which the limit counts as kept
 * @param logWorse         natural log of the evidence that the candidate is worse than the baseline, be it within the
 *                         limit; null where that is not asked. Nothing acts on it
 * @param alarm            natural log of what the watch over a stage without an end has seen, over its bound: an alarm at
 *                         0 and above; null in every other stage
 * @param requiredSamples  requests of the candidate expected to be needed to prove the limit kept; null if unknown
 * @param interval         bounds on candidate / baseline over the whole rollout, right at all looks at once with
 *                         probability 1 - alpha.rollback; null where none are kept
 * @param onceP            p-value of a comparison at one look that was planned; null of everything else
 * @param state            what is proved
 */
public record Check(
        String metric,
        String segment,
        double limit,
        double advanceLimit,
        double floor,
        Double baselineValue,
        Double candidateValue,
        Long baselineSamples,
        long candidateSamples,
        double logHarm,
        double logHarmNeeded,
        Double logFine,
        double logFineNeeded,
        Double logWorse,
        Double alarm,
        Long requiredSamples,
        Interval interval,
        Double onceP,
        CheckState state) {

    /** Metric of the figure of how many requests have a known outcome. */
    public static final String LABELLED = "labelled";

    /** A check that is weighed at every look. */
    public Check(
            String metric,
            String segment,
            double limit,
            double advanceLimit,
            double floor,
            Double baselineValue,
            Double candidateValue,
            Long baselineSamples,
            long candidateSamples,
            double logHarm,
            double logHarmNeeded,
            Double logFine,
            double logFineNeeded,
            Double logWorse,
            Double alarm,
            Long requiredSamples,
            Interval interval,
            CheckState state) {
        this(
                metric,
                segment,
                limit,
                advanceLimit,
                floor,
                baselineValue,
                candidateValue,
                baselineSamples,
                candidateSamples,
                logHarm,
                logHarmNeeded,
                logFine,
                logFineNeeded,
                logWorse,
                alarm,
                requiredSamples,
                interval,
                null,
                state);
    }

    /** Metric of the check that the candidate does not simply fail, whatever the baseline does. */
    public static final String CATASTROPHE = "catastrophe";

    /** Metric of the check that units are split as the weights say. */
    public static final String SPLIT = "split";

    /** Metric of the check that the answers to copied requests agree: a share that must not be too small. */
    public static final String AGREEMENT = "agreement";

    /** Metric of a figure of the baseline: evidence per second. */
    public static final String REQUESTS_PER_SECOND = "requestsPerSecond";

    /** Metric of a figure of the baseline: its 99 % quantile of the latency, microseconds. */
    public static final String LATENCY_P99 = "latencyP99";

    /** A figure of the baseline with which nothing is compared yet: no limit, no evidence. */
    static Check figure(String metric, Double value, long samples) {
        return new Check(
                metric,
                null,
                Double.NaN,
                Double.NaN,
                0,
                value,
                null,
                samples,
                0,
                Double.NaN,
                Double.NaN,
                null,
                Double.NaN,
                null,
                null,
                null,
                null,
                CheckState.UNDECIDED);
    }

    /** Candidate over baseline; null where either is missing or the baseline is 0. */
    public Double ratio() {
        return baselineValue == null || candidateValue == null || baselineValue == 0
                ? null
                : candidateValue / baselineValue;
    }

    /** What was weighed and where, as people name it. */
    String name() {
        return segment == null ? metric : metric + " in " + segment;
    }

    /** Whether only the watch over a stage without an end speaks against the candidate. */
    boolean isByAlarmAlone() {
        return alarm != null && alarm >= 0 && logHarm < logHarmNeeded;
    }

    Check with(CheckState newState) {
        return with(logHarm, alarm, newState);
    }

    /** The check of a segment that has been taken back: what speaks against it has been heard, and counts no more. */
    Check heard() {
        return with(0, null, CheckState.UNDECIDED);
    }

    private Check with(double newLogHarm, Double newAlarm, CheckState newState) {
        return new Check(
                metric,
                segment,
                limit,
                advanceLimit,
                floor,
                baselineValue,
                candidateValue,
                baselineSamples,
                candidateSamples,
                newLogHarm,
                logHarmNeeded,
                logFine,
                logFineNeeded,
                logWorse,
                newAlarm,
                requiredSamples,
                interval,
                onceP,
                newState);
    }
}
