package dev.weir.local.demo;

import io.vertx.core.json.JsonObject;

/**
 * One check of the latest verdict as the control plane shows it; figures that do not apply are null.
 *
 * @param metric the guardrail, e.g. {@code errorRate}
 * @param segment {@code key=value}, or null for all traffic
 * @param state {@code PASS}, {@code FAIL} or {@code UNDECIDED}
 * @param baseline rate 0 to 1, or microseconds
 * @param candidate as the baseline
 * @param ratio candidate / baseline
 * @param threshold largest healthy ratio
 * @param eValue evidence that the limit is broken
 * @param advanceEValue evidence that it is kept
 */
record GuardrailCheck(
        String metric,
        String segment,
        String state,
        Double baseline,
        Double candidate,
        Double ratio,
        Double threshold,
        Double eValue,
        Double advanceEValue) {

    static GuardrailCheck of(JsonObject json) {
        return new GuardrailCheck(
                json.getString("metric"),
                json.getString("segment"),
                json.getString("state"),
                json.getDouble("baselineValue"),
                json.getDouble("candidateValue"),
                json.getDouble("ratio"),
                json.getDouble("threshold"),
                json.getDouble("eValue"),
                json.getDouble("advanceEValue"));
    }

    /**
     * Where the evidence stands between proved harm (-1) and proved fine (+1).
     *
     * <p>log e grows in proportion to the evidence and proves at log(1/alpha), so the position is log(advanceEValue) /
     * log(1/alphaAdvance) - log(eValue) / log(1/alphaRollback), each share cut to [0, 1].
     */
    double position(double alphaRollback, double alphaAdvance) {
        return share(advanceEValue, alphaAdvance) - share(eValue, alphaRollback);
    }

    private static double share(Double eValue, double alpha) {
        if (eValue == null || !(eValue > 1)) {
            return 0;
        }
        return Math.min(1, Math.log(eValue) / -Math.log(alpha));
    }
}
