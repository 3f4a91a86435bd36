package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.view.Records;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChartRoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private RunningControlPlane running;

    @BeforeEach
    void start() {
        running = RunningControlPlane.start();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void shouldTellHowLongATableTookToEachSidecarAndWhatTheyDidWithIt() throws Exception {
        running.view().apply("digits", Records.table(7, "canary-10", 1_000));
        var decided = running.view().model("digits").orElseThrow().table().getTimestamp();
        running.view().apply("digits", new RouteAck("edge-1", "digits", 7L, decided.plusMillis(3)));
        running.view().apply("digits", new RouteAck("edge-2", "digits", 7L, decided.plusMillis(250)));
        running.view()
                .apply(
                        "digits",
                        RouterReport.newBuilder()
                                .setSidecar("edge-1")
                                .setModel("digits")
                                .setRevision(7)
                                .setFrom(decided)
                                .setUntil(decided.plusSeconds(1))
                                .setAssigned(Map.of("v1.0", 90L, "v2.0", 10L))
                                .build());

        JsonNode delivery = get("/v1/models/digits/delivery");

        JsonNode revision = delivery.at("/revisions/0");
        assertThat(revision.path("revision").asLong()).isEqualTo(7);
        assertThat(revision.path("acks").asInt()).isEqualTo(2);
        assertThat(revision.path("p50Micros").asLong()).isEqualTo(3_000);
        assertThat(revision.path("p99Micros").asLong()).isEqualTo(250_000);
        assertThat(revision.at("/weights/v2.0").asInt()).isEqualTo(1_000);
        assertThat(delivery.at("/slices/0/assigned/v2.0").asLong()).isEqualTo(10);
    }

    @Test
    void shouldAnswerForAModelNothingWasJudgedOfYet() throws Exception {
        running.view().apply("digits", Records.table(7, null, 0));

        assertThat(get("/v1/models/digits/evidence").path("points")).isEmpty();
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(running.uri().resolve(path)).build(), BodyHandlers.ofString());
        ApiConformance.controlPlane().check(response);
        return JSON.readTree(response.body());
    }
}
