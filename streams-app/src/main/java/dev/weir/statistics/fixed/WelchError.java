package dev.weir.statistics.fixed;

import dev.weir.statistics.Moments;

/**
 * The standard error of a difference of two means, and how well it is known.
 *
 * <p>error^2 = v1/n1 + v2/n2 and, with a_i = (v_i/n_i) / error^2, df = 1 / (a1^2/(n1 - 1) + a2^2/(n2 - 1)), v the
 * unbiased variances. Source: Welch (1947), Biometrika 34, with the degrees of freedom of Satterthwaite (1946),
 * Biometrics Bulletin 2.
 *
 * @param difference first mean minus second
 * @param error      standard error of the difference, in the units of the means; 0 if no value differs within a sample
 * @param df         degrees of freedom, from min(n1, n2) - 1 to n1 + n2 - 2, which it is too if the error is 0
 */
record WelchError(double difference, double error, double df) {
    static WelchError of(Moments first, Moments second) {
        atLeastTwo("the first sample", first);
        atLeastTwo("the second sample", second);
        double difference = first.mean() - second.mean();
        double square1 = first.variance() / first.n();
        double square2 = second.variance() / second.n();
        double square = square1 + square2;
        if (square == 0) {
            return new WelchError(difference, 0, (double) first.n() + second.n() - 2);
        }
        double a1 = square1 / square;
        double a2 = square2 / square;
        return new WelchError(
                difference, Math.sqrt(square), 1 / (a1 * a1 / (first.n() - 1) + a2 * a2 / (second.n() - 1)));
    }

    private static void atLeastTwo(String name, Moments sample) {
        if (sample.n() < 2) {
            throw new IllegalArgumentException(name + " must hold 2 values or more, not " + sample.n());
        }
    }
}
