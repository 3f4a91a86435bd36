package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.event.Rejection;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.RequestPart;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_999L);

    @Test
    void shouldTakeAnEventWithNothingButItsNames() {
        Observation event = EventCodec.observation(event().build());
        assertThat(event)
                .isEqualTo(new Observation(
                        "r-1",
                        "sentiment",
                        "v1.0",
                        Role.SERVED,
                        AT.toEpochMilli(),
                        null,
                        Segments.NONE,
                        Observation.NO_REVISION,
                        false,
                        true,
                        null,
                        false,
                        false,
                        null));
        assertThat(event.second()).isEqualTo(1_700_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "WEIGHT, true, true",
        "USER, true, false",
        "SEGMENT, true, false",
        "KILL_SWITCH, true, false",
        // The router assigned the candidate, whose failure it has published; what served in its place is nobody's.
        "FALLBACK, false, false"
    })
    void shouldTellWhatIsRandomisedAndWhatARouterAccountsFor(
            AssignmentReason reason, boolean routed, boolean randomised) {
        Observation event = EventCodec.observation(
                event().setSidecar("edge-1").setReason(reason).build());
        assertThat(event.routed()).isEqualTo(routed);
        assertThat(event.randomised()).isEqualTo(randomised);
    }

    @Test
    void shouldTakeAnEventThatNamesATableAsSentByARouter() {
        assertThat(EventCodec.observation(event().setRevision(7L).build()).routed())
                .isTrue();
        assertThat(EventCodec.observation(event().build()).routed()).isFalse();
    }

    @Test
    void shouldNotCountACopyAsRouted() {
        Observation event = EventCodec.observation(event().setSidecar("edge-1")
                .setRole(dev.weir.schema.Role.SHADOW)
                .build());
        assertThat(event.role()).isEqualTo(Role.SHADOW);
        assertThat(event.routed()).isFalse();
    }

    @Test
    void shouldTellNoFigureFromZero() {
        LatencyPart.Builder latency =
                LatencyPart.newBuilder().setDurationMicros(7).setStatus(LatencyStatus.ERROR);
        assertThat(EventCodec.observation(event().setLatency(latency.build()).build())
                        .call())
                .isEqualTo(new Observation.Call(
                        7, Observation.Status.ERROR, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT));
        latency.setCpuMicros(0L).setMemoryBytes(0L).setCost(0.0000015);
        assertThat(EventCodec.observation(event().setLatency(latency.build()).build())
                        .call())
                .isEqualTo(new Observation.Call(7, Observation.Status.ERROR, 0, 0, 2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.NEGATIVE_INFINITY})
    void shouldRefuseACostThatIsNone(double cost) {
        LatencyPart latency = LatencyPart.newBuilder()
                .setDurationMicros(7)
                .setStatus(LatencyStatus.OK)
                .setCost(cost)
                .build();
        Observation event = EventCodec.observation(event().setLatency(latency).build());
        assertThat(EventRules.check(event, AT.toEpochMilli()))
                .get()
                .extracting(Rejection::reason)
                .isEqualTo(Rejection.Reason.OUT_OF_RANGE);
    }

    /** -1 is what marks none in here, and must not be taken for it where an event says it. */
    @ParameterizedTest
    @ValueSource(longs = {-1, -2, Long.MIN_VALUE})
    void shouldRefuseFiguresThatAreNegative(long figure) {
        LatencyPart.Builder latency =
                LatencyPart.newBuilder().setDurationMicros(7).setStatus(LatencyStatus.OK);
        assertThat(Stream.of(
                                event().setRevision(figure),
                                event().setLatency(latency.setCpuMicros(figure).build()),
                                event().setLatency(latency.setCpuMicros(null)
                                        .setMemoryBytes(figure)
                                        .build()))
                        .map(each -> EventRules.check(EventCodec.observation(each.build()), AT.toEpochMilli())))
                .allSatisfy(rejection -> assertThat(rejection)
                        .get()
                        .extracting(Rejection::reason)
                        .isEqualTo(Rejection.Reason.OUT_OF_RANGE));
    }

    @Test
    void shouldCarryEverythingElseOver() {
        Observation event = EventCodec.observation(event().setUnit("u-1")
                .setSegments(Map.of("region", "eu", "user_type", "free"))
                .setRevision(3L)
                .setFirstOfUnit(false)
                .setRequest(RequestPart.newBuilder().build())
                .build());
        assertThat(event.unit()).isEqualTo("u-1");
        assertThat(Segments.value(event.segments(), "region")).isEqualTo("eu");
        assertThat(event.revision()).isEqualTo(3);
        assertThat(event.firstOfUnit()).isFalse();
        assertThat(event.request()).isTrue();
        assertThat(event.prediction()).isFalse();
    }

    private static InferenceEvent.Builder event() {
        return InferenceEvent.newBuilder()
                .setRequestId("r-1")
                .setModel("sentiment")
                .setVariant("v1.0")
                .setRole(dev.weir.schema.Role.SERVED)
                .setTimestamp(AT);
    }
}
