package dev.weir.router.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.cloudevents.LoggedMessage.Kind;
import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.report.LoggedPart;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CloudEventPairsTest {

    private static final Instant ASKED = Instant.parse("2026-02-20T21:28:18.100Z");
    private static final Prediction YES = new Prediction("yes", null, null);

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final OpenCalls calls = new OpenCalls(clock::get);

    @Test
    void shouldTellTheDurationWithWhicheverComesSecond() {
        assertThat(calls.take(request("a"))).isEqualTo(part("a", ASKED, 12L, null, null));
        assertThat(calls.take(response("a", 250_000))).isEqualTo(part("a", ASKED, null, YES, 250_000L));
        assertThat(calls.take(response("b", 1_500))).isEqualTo(part("b", ASKED.plusNanos(1_500_000), null, YES, null));
        assertThat(calls.take(request("b"))).isEqualTo(part("b", ASKED, 12L, null, 1_500L));
    }

    @Test
    void shouldSayTheSameOfAMessageThatIsSentAgain() {
        calls.take(request("a"));
        LoggedPart first = calls.take(response("a", 9));
        assertThat(calls.take(response("a", 9))).isEqualTo(first);
    }

    @Test
    void shouldTellWhatWasAskedWithTheRequestAlone() {
        Input input = new Input(Map.of("age", 40.5), Map.of());
        LoggedMessage asked = new LoggedMessage(key("a"), Kind.REQUEST, ASKED, 12, input, null);
        assertThat(calls.take(response("a", 1_500)).input()).isNull();
        assertThat(calls.take(asked).input()).isEqualTo(input);
        assertThat(calls.take(response("a", 1_500)).input()).isNull();
    }

    @Test
    void shouldKeepTheVariantsOfOneIdApart() {
        calls.take(request("a"));
        LoggedMessage other =
                new LoggedMessage(new CallKey("a", "m", "other"), Kind.RESPONSE, ASKED.plusSeconds(1), 30, null, YES);
        assertThat(calls.take(other).durationMicros()).isNull();
    }

    @Test
    void shouldTellNoDurationWhereTheAnswerIsOlderThanTheQuestionOrHasNoTime() {
        calls.take(request("a"));
        assertThat(calls.take(response("a", -1)).durationMicros()).isNull();
        assertThat(calls.take(new LoggedMessage(key("b"), Kind.RESPONSE, null, 1, null, YES)))
                .isEqualTo(part("b", Instant.ofEpochMilli(1_000_000), null, YES, null));
    }

    @Test
    void shouldForgetARequestAfterItsTime() {
        calls.take(request("kept"));
        clock.addAndGet(OpenCalls.KEPT.toMillis());
        assertThat(calls.take(response("kept", 5)).durationMicros()).isEqualTo(5);
        clock.incrementAndGet();
        assertThat(calls.take(response("kept", 5)).durationMicros()).isNull();
    }

    @Test
    void shouldForgetTheOldestBeyondItsCapacity() {
        for (int i = 0; i <= OpenCalls.CAPACITY; i++) {
            calls.take(request("r" + i));
        }
        assertThat(calls.take(response("r1", 5)).durationMicros()).isEqualTo(5);
        assertThat(calls.take(response("r0", 5)).durationMicros()).isNull();
    }

    private static CallKey key(String id) {
        return new CallKey(id, "m", "v");
    }

    private static LoggedMessage request(String id) {
        return new LoggedMessage(key(id), Kind.REQUEST, ASKED, 12, null, null);
    }

    private static LoggedMessage response(String id, long micros) {
        return new LoggedMessage(key(id), Kind.RESPONSE, ASKED.plusNanos(micros * 1_000), 30, null, YES);
    }

    private static LoggedPart part(String id, Instant at, Long bytes, Prediction prediction, Long micros) {
        return new LoggedPart(id, "m", "v", at.toEpochMilli(), null, bytes, prediction, micros);
    }
}
