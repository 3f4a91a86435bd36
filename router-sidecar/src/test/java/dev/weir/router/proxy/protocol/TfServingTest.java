package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TfServingTest {

    private static final Protocol PROTOCOL = Protocol.named("tfserving");

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/models/half_plus_two:predict, half_plus_two, true",
        "POST, /v1/models/m/versions/3:classify, m, true",
        "POST, /v1/models/m/labels/stable:regress, m, true",
        "POST, /v1/models/my%20model:predict, my model, true",
        "POST, /v1/models/m:explain, m, false",
        "GET, /v1/models/m:predict, m, false",
        "GET, /v1/models/m, m, false",
        "GET, /v1/models/m/versions/3/metadata, m, false",
    })
    void shouldFindTheModelInThePath(String method, String path, String model, boolean inference) {
        Target target = PROTOCOL.target(HttpMethod.valueOf(method), path);
        assertThat(target.place().find(null, null)).isEqualTo(model);
        assertThat(target.isInference()).isEqualTo(inference);
    }

    @ParameterizedTest
    @CsvSource({"/v1/models", "/v1/models/", "/v2/models/m", "/v1/chat/completions", "/"})
    void shouldLeaveOtherPathsToOthers(String path) {
        assertThat(PROTOCOL.target(HttpMethod.POST, path)).isNull();
    }

    @Test
    void shouldPutAnotherNameInTheSamePlace() {
        Target target = PROTOCOL.target(HttpMethod.POST, "/v1/models/m/versions/3:predict");
        assertThat(target.place().renamedPath("/v1/models/m/versions/3:predict", "m two"))
                .isEqualTo("/v1/models/m%20two/versions/3:predict");
    }

    @Test
    void shouldReadTheFirstRow() {
        assertThat(read("{\"predictions\": [2.5, 3.0]}")).isEqualTo(new Prediction(null, null, 2.5));
        assertThat(read("{\"predictions\": [[0.1, 0.7, 0.2], [1, 0, 0]]}")).isEqualTo(new Prediction("1", 0.7, null));
        assertThat(read("{\"predictions\": [[4.5]]}")).isEqualTo(new Prediction(null, null, 4.5));
        assertThat(read("{\"predictions\": [[4.5, 2.5]]}"))
                .isEqualTo(new Prediction(null, null, null, null, List.of(4.5f, 2.5f)));
        assertThat(read("{\"predictions\": [{\"label\": \"cat\", \"score\": 0.9}]}"))
                .isEqualTo(new Prediction("cat", 0.9, null));
        assertThat(read("{\"outputs\": {\"label\": [\"dog\", \"cat\"], \"score\": [0.8, 0.2]}}"))
                .isEqualTo(new Prediction("dog", 0.8, null));
        assertThat(read("{\"outputs\": [[1.5]]}")).isEqualTo(new Prediction(null, null, 1.5));
        assertThat(read("{\"results\": [[[\"cat\", 0.3], [\"dog\", 0.6]]]}"))
                .isEqualTo(new Prediction("dog", 0.6, null));
        assertThat(read("{\"result\": [0.25, 1]}")).isEqualTo(new Prediction(null, null, 0.25));
        assertThat(read("{\"predictions\": [NaN]}")).isEqualTo(new Prediction(null, null, Double.NaN));
        assertThat(read("{\"error\": \"no\"}")).isNull();
        assertThat(read("{\"predictions\": []}")).isNull();
    }

    private static Prediction read(String body) {
        Target target = PROTOCOL.target(HttpMethod.POST, "/v1/models/m:predict");
        return PROTOCOL.read(target, new Answer("application/json", null, Buffer.buffer(body)))
                .prediction();
    }
}
