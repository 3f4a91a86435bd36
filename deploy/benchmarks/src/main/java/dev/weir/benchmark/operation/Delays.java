package dev.weir.benchmark.operation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Times from the append of a table to what came of it.
 *
 * @param micros microseconds, ascending
 */
record Delays(long[] micros) {

    /** Of fewer the 99th percentile is the greatest. */
    private static final int ENOUGH_FOR_P99 = 100;

    static final String HEADER =
            "%-40s %8s %10s %8s %10s %10s".formatted("", "p50 ms", "p99 ms", "max ms", "p50 / bare", "p99 / bare");

    /** Returns the wall clock, which all processes of a machine share, in epoch microseconds. */
    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /**
     * Returns the delays of each revision at each of those who saw it.
     *
     * @param appended when, by revision, epoch microseconds
     * @param seen     for each observer, when it saw a revision; 0 for never, which is left out
     * @param warmUp   revisions up to this one do not count
     */
    static Delays of(long[] appended, List<long[]> seen, int warmUp) {
        return new Delays(seen.stream()
                .flatMapToLong(one -> IntStream.range(warmUp + 1, appended.length)
                        .mapToLong(revision -> one[revision] == 0 ? -1 : one[revision] - appended[revision]))
                .filter(delay -> delay >= 0)
                .sorted()
                .toArray());
    }

    /** Returns the delays of each revision at whoever saw it last. */
    static Delays ofLast(long[] appended, List<long[]> seen, int warmUp) {
        return new Delays(IntStream.range(warmUp + 1, appended.length)
                .mapToLong(revision ->
                        seen.stream().mapToLong(one -> one[revision]).max().orElse(0) - appended[revision])
                .sorted()
                .toArray());
    }

    int count() {
        return micros.length;
    }

    /** Returns a quantile in milliseconds: the smallest delay that at least that share of all does not exceed. */
    double millis(double quantile) {
        int rank = (int) Math.ceil(quantile * micros.length);
        return micros[Math.max(0, rank - 1)] / 1e3;
    }

    /**
     * Returns a line of the table, with the ratios to other delays. Of few delays it says of how many the maximum stands
     * instead of a 99th percentile, which would be the same number.
     */
    String row(String name, Delays bare) {
        boolean hasP99 = count() >= ENOUGH_FOR_P99;
        return "%-40s %8.2f %10s %8.2f %10.2f %10s"
                .formatted(
                        name,
                        millis(0.5),
                        hasP99 ? "%.2f".formatted(millis(0.99)) : "max of " + count(),
                        millis(1),
                        millis(0.5) / bare.millis(0.5),
                        hasP99 && bare.count() >= ENOUGH_FOR_P99
                                ? "%.2f".formatted(millis(0.99) / bare.millis(0.99))
                                : "-");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Delays delays && Arrays.equals(micros, delays.micros);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(micros);
    }

    @Override
    public String toString() {
        return LongStream.of(micros).boxed().toList().toString();
    }
}
