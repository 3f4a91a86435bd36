package dev.weir.calibration;

/**
 * What a plan makes of harm of one kind.
 *
 * @param metric       what was made worse
 * @param limit        largest healthy ratio
 * @param beyond       the ratio just beyond it
 * @param passed       of candidates at that ratio those that passed a stage although they break the limit
 * @param largestTried the largest ratio that would have been tried
 * @param smallest     the smallest one tried of which four in five are rolled back within the log; null if none was
 */
public record Detection(
        String metric, double limit, double beyond, Share passed, double largestTried, Caught smallest) {
    /**
     * Harm that is caught.
     *
     * @param factor   the ratio
     * @param share    candidates at it that are rolled back
     * @param millis   time that took, from the first request the candidate could get
     * @param requests requests of the candidate weighed by then
     */
    public record Caught(double factor, Share share, Spread millis, Spread requests) {}
}
