package dev.weir.simulation;

import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/** An experiment whose median several targets hold against something; it is run once for all of them. */
final class Median {
    private final String name;
    private final ToLongFunction<SplittableRandom> experiment;
    private Replications runs;
    private long[] values;

    Median(String name, ToLongFunction<SplittableRandom> experiment) {
        this.name = name;
        this.experiment = experiment;
    }

    /** The median of so many replications. */
    synchronized Measured of(Replications wanted, double most) {
        if (!wanted.equals(runs)) {
            values = wanted.values(name, experiment);
            runs = wanted;
        }
        return Measured.median(values, most);
    }
}
