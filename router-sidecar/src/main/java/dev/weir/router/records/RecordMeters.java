package dev.weir.router.records;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of records: read = routed + given up, where those given up are read again. */
final class RecordMeters {

    private final Counter routed;
    private final Counter failures;

    RecordMeters(MeterRegistry meters) {
        this.routed = Counter.builder("weir.router.records.routed")
                .description("Records whose transaction was committed")
                .register(meters);
        this.failures = Counter.builder("weir.router.records.failures")
                .description("Times that routing stopped on an error and began anew at the last commit")
                .register(meters);
    }

    void committed(int records) {
        routed.increment(records);
    }

    void failed() {
        failures.increment();
    }
}
