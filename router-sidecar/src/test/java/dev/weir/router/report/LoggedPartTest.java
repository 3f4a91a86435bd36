package dev.weir.router.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Prediction;
import dev.weir.router.report.CapturePolicy.Treatment;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggedPartTest {

    private static final LoggedPart ANSWERED = new LoggedPart(
            "r", "m", "v", 1_000, null, null, new Prediction("l", 0.5, null, "my secret", List.of(1f)), 250L);

    private final List<InferenceEvent> events = new ArrayList<>();

    @Test
    void shouldTellOfALoggedAnswerOnlyWhatThePolicyOfItsModelAllows() {
        CapturePolicy hidden =
                new CapturePolicy(null, null, Treatment.HASH, Treatment.DROP, null, "salt of at least some length");
        EventRecorder recorder =
                new EventRecorder("edge", events::add, model -> model.equals("m") ? hidden : CapturePolicy.KEEP_ALL);
        assertThat(recorder.record(ANSWERED)).isTrue();
        InferenceEvent event = events.get(0);
        assertThat(event.getPrediction().getLabel()).isEqualTo("l");
        assertThat(event.getPrediction().getText()).matches("[0-9a-f]{32}");
        assertThat(event.getPrediction().getEmbedding()).isNull();
    }

    @Test
    void shouldClaimNoTableNoRouterAndNoReasonForACallThatWasMadeElsewhere() {
        new EventRecorder("edge", events::add, model -> CapturePolicy.KEEP_ALL).record(ANSWERED);
        InferenceEvent event = events.get(0);
        assertThat(event.getRole()).isEqualTo(Role.SERVED);
        assertThat(event.getTimestamp()).isEqualTo(Instant.ofEpochMilli(1_000));
        assertThat(event.getRevision()).isNull();
        assertThat(event.getSidecar()).isNull();
        assertThat(event.getReason()).isNull();
        assertThat(event.getRequest()).isNull();
        assertThat(event.getLatency().getDurationMicros()).isEqualTo(250);
        assertThat(event.getLatency().getStatus()).isEqualTo(LatencyStatus.OK);
        assertThat(event.getPrediction().getText()).isEqualTo("my secret");
    }

    @Test
    void shouldTellOfWhatWasAskedWhatTheModelsPolicyLeaves() {
        CapturePolicy policy = new CapturePolicy(Treatment.KEEP, Treatment.DROP, null, null, null, null);
        Input input = new Input(Map.of("age", 40.5), Map.of("name", "Ada"));
        new EventRecorder("edge", events::add, model -> policy)
                .record(new LoggedPart("r", "m", "v", 1_000, input, 12L, null, null));
        assertThat(events.get(0).getRequest().getFeatures()).isEqualTo(Map.of("age", 40.5));
        assertThat(events.get(0).getRequest().getCategories()).isEmpty();
        assertThat(events.get(0).getRequest().getSizeBytes()).isEqualTo(12);
    }

    @Test
    void shouldSayThatThereWasNoRoomAndCountNoLoss() {
        EventRecorder recorder = new EventRecorder("edge", event -> false, model -> CapturePolicy.KEEP_ALL);
        assertThat(recorder.record(ANSWERED)).isFalse();
        assertThat(recorder.takeLost("m")).isZero();
    }
}
