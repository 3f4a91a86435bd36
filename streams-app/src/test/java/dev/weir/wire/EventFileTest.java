package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.Role;
import dev.weir.schema.RouteAck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    private static final String INFERENCE =
            """
            {"type":"inference","requestId":"r1","model":"digits","variant":"v1.0","timestamp":1767323045678,\
            "segments":{"user_type":"free"},"prediction":{"label":"7","embedding":[0.5,1.5]},\
            "latency":{"durationMicros":1200,"status":"OK"}}""";
    private static final String OUTCOME =
            """
            {"type":"outcome","requestId":"r1","model":"digits","timestamp":"2026-01-02T04:04:06.5+01:00","label":"7"}""";

    @TempDir
    private Path directory;

    @Test
    void shouldReadBothKindsOfEventsFromPlainAndZippedFiles() throws IOException {
        Path plain = Files.writeString(directory.resolve("events.jsonl"), INFERENCE + "\n\n" + OUTCOME + "\n");
        Path zipped = directory.resolve("events.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write((INFERENCE + "\n\n" + OUTCOME + "\n").getBytes(StandardCharsets.UTF_8));
        }

        for (Path file : List.of(plain, zipped)) {
            try (EventFile events = EventFile.open(file)) {
                InferenceEvent inference = (InferenceEvent) events.next().orElseThrow();
                assertThat(inference.getTimestamp()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
                assertThat(inference.getRole()).isEqualTo(Role.SERVED);
                assertThat(inference.getSegments()).isEqualTo(Map.of("user_type", "free"));
                assertThat(inference.getPrediction().getEmbedding()).containsExactly(0.5f, 1.5f);
                assertThat(inference.getLatency().getStatus()).isEqualTo(LatencyStatus.OK);
                assertThat(inference.getRequest()).isNull();
                OutcomeEvent outcome = (OutcomeEvent) events.next().orElseThrow();
                assertThat(outcome.getTimestamp()).isEqualTo(Instant.parse("2026-01-02T03:04:06.500Z"));
                assertThat(events.line()).isEqualTo(3);
                assertThat(events.next()).isEmpty();
            }
        }
    }

    @Test
    void shouldPassOverTheMarkThatAnEditorPutFirst() throws IOException {
        Path file = Files.writeString(directory.resolve("events.jsonl"), "\uFEFF" + OUTCOME + "\r\n" + OUTCOME);

        try (EventFile events = EventFile.open(file)) {
            assertThat(events.next()).isEqualTo(events.next()).isPresent();
        }
    }

    @Test
    void shouldWriteJsonThatItReadsBack() {
        InferenceEvent event = (InferenceEvent) EventFile.parse(INFERENCE);

        var json = JsonCodec.toJson(event);

        assertThat(json.get("timestamp").textValue()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(json.get("unit").isNull()).isTrue();
        assertThat(EventFile.parse(json.put("type", "inference").toString())).isEqualTo(event);
    }

    @Test
    void shouldKeepMicrosecondsWhereTheTypeDoes() {
        RouteAck ack = RouteAck.newBuilder()
                .setSidecar("edge-1")
                .setModel("digits")
                .setRevision(3)
                .setAppliedAt(Instant.parse("2026-01-02T03:04:05.678901Z"))
                .build();

        assertThat(JsonCodec.toJson(ack).get("appliedAt").textValue()).isEqualTo("2026-01-02T03:04:05.678901Z");
    }

    @Test
    void shouldNameFileLineAndFieldOfWhatIsNoEvent() throws IOException {
        Path file = Files.writeString(
                directory.resolve("events.jsonl"),
                String.join(
                        "\n",
                        "{\"type\":",
                        "[]",
                        "{\"type\":\"event\"}",
                        OUTCOME.replace("\"label\"", "\"lable\""),
                        OUTCOME.replace("\"model\":\"digits\",", ""),
                        INFERENCE.replace("\"OK\"", "\"FINE\""),
                        INFERENCE.replace("1767323045678", "\"yesterday\""),
                        INFERENCE.replace("1200", "1.5"),
                        OUTCOME + OUTCOME,
                        OUTCOME + "]",
                        OUTCOME.replace("\"label\":\"7\"", "\"label\":\"7\",\"label\":\"8\""),
                        OUTCOME));

        try (EventFile events = EventFile.open(file)) {
            for (String message : List.of(
                    "line 1: this is not JSON",
                    "line 2: this is no JSON object; write one event a line",
                    "line 3: type is event; write inference or outcome",
                    "line 4: lable is not known; known here are requestId, model",
                    "line 5: model is missing",
                    "line 6: latency.status is \"FINE\"; write one of OK, ERROR, TIMEOUT",
                    "line 7: timestamp is \"yesterday\"; write epoch milliseconds or ISO-8601",
                    "line 8: latency.durationMicros is 1.5; write a whole number",
                    "line 9: something follows the JSON object; write one event a line",
                    "line 10: this is not JSON",
                    "line 11: this is not JSON: Duplicate field 'label'")) {
                assertThatThrownBy(events::next)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith(file + " " + message);
            }
            assertThat(events.next()).isPresent();
        }
    }
}
