package dev.weir.simulation;

import java.util.function.Function;

/**
 * A promise that can be measured.
 *
 * @param id         name in tables, e.g. {@code D3}; several targets may share one, as cases of the same promise
 * @param claim      what is promised, in words
 * @param experiment measures it
 */
public record Target(String id, String claim, Function<Replications, Measured> experiment) {

    /** Measures it. */
    public Measured measure(Replications replications) {
        return experiment.apply(replications);
    }

    /** Name of a case, from which its seeds follow. */
    public String name() {
        return id + " " + claim;
    }
}
