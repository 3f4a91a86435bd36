package dev.weir.statistics;

import java.util.List;

/** Range checks shared by the package; every message names the argument, its range and the value received. */
public final class Arguments {
    private Arguments() {}

    public static void counts(String n, long trials, String k, long bad) {
        if (trials < 0) {
            throw new IllegalArgumentException(n + " must be 0 or more, not " + trials);
        }
        if (bad < 0 || bad > trials) {
            throw new IllegalArgumentException(k + " must be from 0 to " + n + " = " + trials + ", not " + bad);
        }
    }

    public static void probability(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be above 0 and below 1, not " + value);
        }
    }

    public static void rate(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + value);
        }
    }

    public static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be positive and finite, not " + value);
        }
    }

    public static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be finite, not " + value);
        }
    }

    /** Checks that the alternatives are positive and all on one side of the null, which is what makes them e-values. */
    public static void oneSided(String name, List<Double> alternatives, double nullValue) {
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException(name + " must hold at least one value");
        }
        alternatives.forEach(alternative -> positive(name, alternative));
        boolean above = alternatives.stream().allMatch(alternative -> alternative > nullValue);
        boolean below = alternatives.stream().allMatch(alternative -> alternative < nullValue);
        if (!above && !below) {
            throw new IllegalArgumentException(
                    name + " must lie all above or all below " + nullValue + ", not " + alternatives);
        }
    }

    public static void logs(String name, List<Double> logs) {
        logs(name, logs.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public static void logs(String name, double[] logs) {
        if (logs.length == 0) {
            throw new IllegalArgumentException(name + " must hold at least one value");
        }
        for (double log : logs) {
            log(name, log);
        }
    }

    public static void log(String name, double log) {
        if (!(log < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must hold finite logarithms or -Infinity, not " + log);
        }
    }

    public static void sameSize(String name, double[] values, int size) {
        if (values.length != size) {
            throw new IllegalArgumentException(
                    name + " must hold one value per alternative, " + size + ", not " + values.length);
        }
    }
}
