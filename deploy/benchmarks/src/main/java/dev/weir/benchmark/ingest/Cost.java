package dev.weir.benchmark.ingest;

/**
 * What a record costs; no number where all of a log was read between two looks, as of a short one.
 *
 * @param clientMicros     CPU time of the reading processes for a record without that of their JVMs' compilers, microseconds
 * @param compilerMicros   what those used besides: nothing in a steady state
 * @param brokerMicros     CPU time of the broker for a record, microseconds
 * @param recordsPerSecond records in a second of wall time
 */
record Cost(double clientMicros, double compilerMicros, double brokerMicros, double recordsPerSecond) {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Returns the cost of what was read between two samples. */
    static Cost between(Sample from, Sample until) {
        double records = until.records() - from.records();
        return new Cost(
                (until.clientNanos() - until.compiling() - from.clientNanos() + from.compiling())
                        / NANOS_PER_MICRO
                        / records,
                (until.compiling() - from.compiling()) / NANOS_PER_MICRO / records,
                (until.brokerNanos() - from.brokerNanos()) / NANOS_PER_MICRO / records,
                records * NANOS_PER_SECOND / (until.atNanos() - from.atNanos()));
    }

    @Override
    public String toString() {
        if (!Double.isFinite(clientMicros)) {
            return "was through before it could be measured; write more events";
        }
        return "%.3f us of client and %.3f us of broker CPU an event, compilers %.3f us, %,.0f events/s"
                .formatted(clientMicros, brokerMicros, compilerMicros, recordsPerSecond);
    }
}
