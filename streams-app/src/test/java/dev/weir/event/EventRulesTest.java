package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import dev.weir.event.Rejection.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventRulesTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Call CALL = call(0, 0, 0, 0);

    static Stream<Arguments> shouldSayWhyAnEventCannotBeCounted() {
        String longName = "x".repeat(EventRules.LONGEST_NAME + 1);
        return Stream.of(
                rule(event("", "m", "v", NOW, 1, CALL), Reason.MISSING_FIELD, "requestId is blank; send its name"),
                rule(event(null, "m", "v", NOW, 1, CALL), Reason.MISSING_FIELD, "requestId is blank; send its name"),
                rule(event("r", " ", "v", NOW, 1, CALL), Reason.MISSING_FIELD, "model is blank; send its name"),
                rule(event("r", "m", "", NOW, 1, CALL), Reason.MISSING_FIELD, "variant is blank; send its name"),
                rule(
                        event("r", longName, "v", NOW, 1, CALL),
                        Reason.OUT_OF_RANGE,
                        "model is longer than 512 characters"),
                rule(
                        event("r", "m", "v", -1, 1, CALL),
                        Reason.OUT_OF_RANGE,
                        "timestamp is before 1970; send epoch milliseconds"),
                rule(
                        event("r", "m", "v", NOW + 60_001, 1, CALL),
                        Reason.FUTURE,
                        "timestamp 2023-11-14T22:14:20.001Z is ahead of now 2023-11-14T22:13:20Z; check the producer's"
                                + " clock and unit (milliseconds)"),
                rule(
                        event("r", "m", "v", NOW, -2, CALL),
                        Reason.OUT_OF_RANGE,
                        "revision is negative; send the routing table's, or leave it out"),
                rule(
                        event("r", "m", "v", NOW, 1, call(-5, 0, 0, 0)),
                        Reason.OUT_OF_RANGE,
                        "latency.durationMicros is negative: -5; send microseconds from 0 up"),
                rule(
                        event("r", "m", "v", NOW, 1, call(0, -2, 0, 0)),
                        Reason.OUT_OF_RANGE,
                        "latency.cpuMicros is negative or no number; send 0 to 10000000000000"),
                rule(
                        event("r", "m", "v", NOW, 1, call(0, 0, -2, 0)),
                        Reason.OUT_OF_RANGE,
                        "latency.memoryBytes is negative or no number; send 0 to 10000000000000"),
                rule(
                        event("r", "m", "v", NOW, 1, call(0, 0, 0, Long.MIN_VALUE)),
                        Reason.OUT_OF_RANGE,
                        "latency.cost is negative or no number; send 0 to 10000000"),
                rule(
                        event("r", "m", "v", NOW, 1, call(Long.MAX_VALUE, 0, 0, 0)),
                        Reason.OUT_OF_RANGE,
                        "latency.durationMicros is too large; send 0 to 10000000000000"),
                rule(
                        event("r", "m", "v", NOW, 1, call(0, 0, Long.MAX_VALUE, 0)),
                        Reason.OUT_OF_RANGE,
                        "latency.memoryBytes is too large; send 0 to 10000000000000"),
                rule(
                        event("r", "m", "v", NOW, 1, call(0, 0, 0, Long.MAX_VALUE)),
                        Reason.OUT_OF_RANGE,
                        "latency.cost is too large; send 0 to 10000000"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void shouldSayWhyAnEventCannotBeCounted(Observation event, Rejection rejection) {
        assertThat(EventRules.check(event, NOW)).contains(rejection);
    }

    @Test
    void shouldAcceptEventsAtTheEdgesOfTheRules() {
        String name = "x".repeat(EventRules.LONGEST_NAME);
        long absent = Observation.ABSENT;
        assertThat(EventRules.check(event(name, name, name, NOW + 60_000, 0, CALL), NOW))
                .isEmpty();
        assertThat(EventRules.check(event("r", "m", "v", 0, Observation.NO_REVISION, null), NOW))
                .isEmpty();
        assertThat(EventRules.check(event("r", "m", "v", NOW, 1, call(0, absent, absent, absent)), NOW))
                .isEmpty();
    }

    private static Arguments rule(Observation event, Reason reason, String detail) {
        return Arguments.of(event, new Rejection(reason, detail));
    }

    private static Observation event(String id, String model, String variant, long millis, long revision, Call call) {
        return new Observation(
                id,
                model,
                variant,
                Role.SERVED,
                millis,
                null,
                Segments.NONE,
                revision,
                false,
                true,
                null,
                true,
                true,
                call);
    }

    private static Call call(long duration, long cpu, long memory, long cost) {
        return new Call(duration, Status.OK, cpu, memory, cost);
    }
}
