package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.weir.router.report.Call.Input;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputsTest {

    @Test
    void shouldReadTensorsByTheirNames() {
        Input input = read(
                """
                {"id": "7", "inputs": [
                  {"name": "age", "shape": [2, 1], "datatype": "FP32", "data": [40.5, 7]},
                  {"name": "x", "shape": [1, 2], "datatype": "INT64", "data": [[1, 2]]},
                  {"name": "member", "shape": [1], "datatype": "BOOL", "data": [true]},
                  {"name": "country", "shape": [1], "datatype": "BYTES", "data": ["CA"]}]}
                """);
        assertThat(input.features()).containsOnly(entry("age", 40.5), entry("x.0", 1.0), entry("x.1", 2.0));
        assertThat(input.categories()).containsOnly(entry("country", "CA"), entry("member", "true"));
    }

    @Test
    void shouldReadTensorsThatFollowTheirDocumentAsBytes() {
        Buffer body = Buffer.buffer("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":8}}]}");
        body.appendFloatLE(1.5f).appendFloatLE(-2f);
        assertThat(Inputs.read(body.getBytes()).features()).containsOnly(entry("x.0", 1.5), entry("x.1", -2.0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"instances\":[[1.5,\"red\"],[9,\"blue\"]]}",
                "{\"instances\":[{\"0\":1.5,\"1\":\"red\"}],\"signature_name\":\"serving_default\"}",
                "{\"inputs\":{\"0\":[1.5,9],\"1\":[\"red\",\"blue\"]}}",
                "{\"inputs\":[[1.5,\"red\"]]}",
                "{\"dataframe_split\":{\"columns\":[\"0\",\"1\"],\"data\":[[1.5,\"red\"],[9,\"blue\"]]}}",
                "{\"dataframe_records\":[{\"0\":1.5,\"1\":\"red\"}]}",
                "{\"data\":{\"ndarray\":[[1.5,\"red\"],[9,\"blue\"]]}}",
                "{\"data\":{\"names\":[\"0\",\"1\"],\"ndarray\":[[1.5,\"red\"]]},\"meta\":{\"puid\":\"p\"}}",
                "{\"jsonData\":{\"0\":1.5,\"1\":\"red\"}}",
                "{\"jsonData\":[[1.5,\"red\"]]}",
            })
    void shouldReadTheFirstRowOfWhicheverForm(String body) {
        assertThat(read(body)).isEqualTo(new Input(Map.of("0", 1.5), Map.of("1", "red")));
    }

    @Test
    void shouldCutARowOutOfSeldonsTensorByItsShape() {
        String tensor =
                "{\"data\":{\"names\":[\"SL\",\"SW\"],\"tensor\":{\"shape\":[2,2],\"values\":[6.8,2.8,6.1,3.4]}}}";
        assertThat(read(tensor).features()).containsOnly(entry("SL", 6.8), entry("SW", 2.8));
    }

    @Test
    void shouldLeaveOutWhatIsNoFeatureAndNoCategory() {
        Input input = read("{\"instances\":[[null,\"" + "x".repeat(257) + "\",true,NaN,{\"a\":[3]}]]}");
        assertThat(input.features()).containsOnly(entry("4.a.0", 3.0));
        assertThat(input.categories()).containsOnly(entry("2", "true"));
        assertThat(read("{\"instances\":[[" + "1,".repeat(20_000) + "1]]}").features())
                .hasSize(Inputs.MOST);
        assertThat(read("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[\"no number\"]}]}"))
                .isEqualTo(new Input(Map.of(), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "[",
                "{\"messages\":[]}",
                "{\"inputs\":[]}",
                "{\"data\":{\"tensor\":{\"shape\":[-1,9223372036854775807],\"values\":[]}}}",
                "{\"data\":{\"tensor\":{\"shape\":[2,-3],\"values\":[1]}}}",
                "{\"data\":{\"ndarray\":7}}",
            })
    void shouldReadNothingWhereThereIsNothing(String body) {
        assertThat(read(body)).isEqualTo(new Input(Map.of(), Map.of()));
    }

    private static Input read(String body) {
        return Inputs.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
