package dev.weir.calibration;

import dev.weir.statistics.fixed.ClopperPearson;
import java.util.List;
import java.util.function.Predicate;

/**
 * How many of the replays something happened in.
 *
 * @param count replays in which it did
 * @param of    replays
 */
public record Share(int count, int of) {
    /** Probability of a bound that is wrong, on each side. */
    private static final double ALPHA = 0.025;

    static <T> Share of(List<T> all, Predicate<T> did) {
        return new Share((int) all.stream().filter(did).count(), all.size());
    }

    /** count / of; 0 of none. */
    public double rate() {
        return of == 0 ? 0 : (double) count / of;
    }

    /** Lower end of the interval of Clopper and Pearson that holds the true rate with probability 95 % or more. */
    public double low() {
        return ClopperPearson.lower(count, of, ALPHA);
    }

    /** Its upper end. */
    public double high() {
        return ClopperPearson.upper(count, of, ALPHA);
    }
}
