package dev.weir.evidence;

/**
 * One block weighed for one guardrail.
 *
 * @param candidate      requests of the candidate that were compared
 * @param candidateBad   bad ones among them, against the limit
 * @param baseline       requests of the baseline that were compared
 * @param baselineBad    bad ones among them
 * @param beyond         log e-values against "within the limit"
 * @param within         log e-values against "beyond the limit for advance"
 * @param worse          log e-values against "no worse than the baseline"
 */
record Weighed(
        long candidate,
        long candidateBad,
        long baseline,
        long baselineBad,
        double[] beyond,
        double[] within,
        double[] worse) {}
