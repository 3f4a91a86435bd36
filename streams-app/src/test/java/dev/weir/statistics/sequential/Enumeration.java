package dev.weir.statistics.sequential;

/** Exact expectations over two independent binomial counts, by summing over every outcome. */
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

    private static double mass(int k, int n, double p) {
        double choose = 1;
        for (int i = 1; i <= k; i++) {
            choose = choose * (n - k + i) / i;
        }
        return choose * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }
}
