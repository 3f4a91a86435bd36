package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenInferenceTest {

    private static final Protocol PROTOCOL = Protocol.named("open-inference");
    private static final Target INFER = PROTOCOL.target(HttpMethod.POST, "/v2/models/m/infer");

    @Test
    void shouldReadLabelScoreAndValue() {
        assertThat(
                        read(
                                """
                        {"id": "r", "model_name": "m", "outputs": [
                          {"name": "topic", "datatype": "BYTES", "shape": [1], "data": ["sport"]},
                          {"data": [["positive", "negative"]], "name": "label", "datatype": "BYTES", "shape": [1, 2]},
                          {"name": "score", "datatype": "FP32", "shape": [1], "data": [0.93, 0.1]},
                          {"name": "length", "datatype": "FP64", "shape": [1], "data": [12.5]}]}
                        """))
                .isEqualTo(new Prediction("positive", 0.93, 12.5, "sport", null));
    }

    @Test
    void shouldTakeTheFirstBytesOutputWhenNoneIsNamedLabel() {
        assertThat(
                        read(
                                """
                        {"outputs": [{"name": "n", "datatype": "INT64", "data": [7]},
                                     {"name": "class", "datatype": "BYTES", "data": ["cat"]}]}
                        """))
                .isEqualTo(new Prediction("cat", null, null, "cat", null));
    }

    @Test
    void shouldTakeAWholeNumberAsLabelWhenThereIsNoText() {
        assertThat(read("{\"outputs\": [{\"name\": \"digit\", \"datatype\": \"INT64\", \"data\": [7]}]}"))
                .isEqualTo(new Prediction("7", null, null));
    }

    @Test
    void shouldTakeAScoreOutsideZeroToOneAsAValue() {
        assertThat(read("{\"outputs\": [{\"name\": \"score\", \"datatype\": \"FP32\", \"data\": [-3.5]}]}"))
                .isEqualTo(new Prediction(null, null, -3.5));
    }

    @Test
    void shouldReadNotANumberLeniently() {
        assertThat(read("{\"outputs\": [{\"name\": \"y\", \"datatype\": \"FP32\", \"data\": [NaN]}]}"))
                .isEqualTo(new Prediction(null, null, Double.NaN));
    }

    @Test
    void shouldReadAZippedAnswer() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write("{\"outputs\":[{\"name\":\"label\",\"datatype\":\"BYTES\",\"data\":[\"a\"]}]}"
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(Buffer.buffer(zipped.toByteArray()), "gzip"))
                .isEqualTo(new Prediction("a", null, null, "a", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{\"error\": \"no\"}",
                "{\"outputs\": []}",
                "{\"outputs\": [{\"name\": \"x\", \"datatype\": \"BYTES\", \"data\": []}]}",
                "{\"outputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": 4}}]}",
                "{\"outputs\": [{\"name\": \"x\", \"datatype\": \"FP32\", \"data\": [\"a\"]}]}",
            })
    void shouldReadNothingOutOfWhatIsNoPrediction(String body) {
        assertThat(read(body)).isNull();
    }

    @Test
    void shouldReadThePredictionOfAnAnswerThatIsCutAfterIt() {
        assertThat(read("{\"outputs\": [{\"name\": \"x\", \"datatype\": \"BYTES\", \"data\": [[\"a\", \"b"))
                .isEqualTo(new Prediction("a", null, null, "a", null));
    }

    private static Prediction read(String body) {
        return read(Buffer.buffer(body), null);
    }

    private static Prediction read(Buffer body, String encoding) {
        return PROTOCOL.read(INFER, new Answer("application/json", encoding, body))
                .prediction();
    }
}
