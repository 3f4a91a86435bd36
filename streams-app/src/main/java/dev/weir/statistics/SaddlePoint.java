package dev.weir.statistics;

/**
 * The two parts into which Loader splits the probabilities of counts so that nothing cancels: how far Stirling's
 * formula is off, and how far a count is from its mean.
 *
 * <p>Source: Loader (2000), Fast and accurate computation of binomial probabilities.
 */
public final class SaddlePoint {
    public static final double HALF_LOG_TWO_PI = 0.91893853320467274178;

    private static final double SERIES_FROM = 16;
    private static final double SERIES_WITHIN = 0.1;

    private SaddlePoint() {}

    /**
     * Returns s(x) = log Gamma(x) - (x - 1/2) log x + x - log(2 pi)/2, about 1/(12 x); absolute error below 1e-14.
     *
     * <p>For a whole n it is the error of Stirling's formula for log n!. Below 16 it follows from
     * s(x) = s(x + 1) + (x + 1/2) log1p(1/x) - 1.
     *
     * @param x positive
     */
    public static double stirlingError(double x) {
        double shifted = 0;
        double y = x;
        while (y < SERIES_FROM) {
            shifted += (y + 0.5) * StrictMath.log1p(1 / y) - 1;
            y++;
        }
        double square = y * y;
        double series =
                1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square;
        return shifted + series / y;
    }

    /**
     * Returns D(x, m) = x log(x/m) + m - x, at least 0, accurate to about 1e-15 relative for a given x - m.
     *
     * <p>Near the mean by the series x log(x/m) = 2 x (v + v^3/3 + v^5/5 + ...), v = (x - m)/(x + m).
     *
     * @param x          at least 0
     * @param mean       m, positive
     * @param difference x - m, which the caller may know to more digits than the two tell
     */
    public static double deviance(double x, double mean, double difference) {
        double v = difference / (x + mean);
        if (Math.abs(v) >= SERIES_WITHIN) {
            return (x == 0 ? 0 : x * StrictMath.log(x / mean)) - difference;
        }
        double sum = difference * v;
        double power = 2 * x * v;
        for (int odd = 3; ; odd += 2) {
            power *= v * v;
            double next = sum + power / odd;
            if (next == sum) {
                return sum;
            }
            sum = next;
        }
    }
}
