package dev.weir.statistics.sequential;

/** Exact expectations, by summing over every outcome: of two independent binomial counts, or of a pair. */
final class Enumeration {
    /** A function of one block's bad outcomes. */
    interface Outcome {
        double value(long kC, long kB);
    }

    private Enumeration() {}

    static double expectation(int nC, double pC, int nB, double pB, Outcome outcome) {
        double sum = 0;
        for (int kC = 0; kC <= nC; kC++) {
            for (int kB = 0; kB <= nB; kB++) {
                sum += mass(kC, nC, pC) * mass(kB, nB, pB) * outcome.value(kC, kB);
            }
        }
        return sum;
    }

    /** Over one pair of outcomes of which both are bad with probability {@code both}. */
    static double pairExpectation(double pC, double pB, double both, Outcome outcome) {
        return both * outcome.value(1, 1)
                + (pC - both) * outcome.value(1, 0)
                + (pB - both) * outcome.value(0, 1)
                + (1 - pC - pB + both) * outcome.value(0, 0);
    }

    private static double mass(int k, int n, double p) {
        double choose = 1;
        for (int i = 1; i <= k; i++) {
            choose = choose * (n - k + i) / i;
        }
        return choose * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }
}
