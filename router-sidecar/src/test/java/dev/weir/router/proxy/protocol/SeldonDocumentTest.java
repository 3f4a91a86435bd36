package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeldonDocumentTest {

    /** As a wrapped scikit-learn classifier of irises answers. */
    private static final String IRIS = "{\"data\":{\"names\":[\"t:0\",\"t:1\",\"t:2\"],"
            + "\"ndarray\":[[0.0009,0.3486,0.6505]]},\"meta\":{\"requestPath\":{\"classifier\":\"iris:0.1\"}}}";

    @Test
    void shouldNameTheLargestProbabilityByItsColumn() {
        assertThat(read(IRIS)).isEqualTo(new Prediction("t:2", 0.6505, null));
        assertThat(read("{\"data\":{\"ndarray\":[[0.25,0.75]]}}")).isEqualTo(new Prediction("1", 0.75, null));
    }

    @Test
    void shouldReadATensorByItsShape() {
        assertThat(read("{\"data\":{\"names\":[\"price\"],\"tensor\":{\"shape\":[2,1],\"values\":[9.5,7]}}}"))
                .isEqualTo(new Prediction(null, null, 9.5));
        assertThat(read("{\"data\":{\"tensor\":{\"shape\":[1,3],\"values\":[9.5,7.5,2.5]}}}"))
                .isEqualTo(new Prediction(null, null, null, null, List.of(9.5f, 7.5f, 2.5f)));
    }

    @Test
    void shouldReadALabelAndANumberInAnArray() {
        assertThat(read("{\"data\":{\"names\":[],\"ndarray\":[\"spam\"]}}").label())
                .isEqualTo("spam");
        assertThat(read("{\"data\":{\"ndarray\":[3]}}")).isEqualTo(new Prediction("3", null, 3.0));
    }

    @Test
    void shouldReadJsonDataAsAnyOtherDocument() {
        Prediction expected = new Prediction("spam", 0.9, null);
        assertThat(read("{\"jsonData\":{\"label\":\"spam\",\"score\":0.9}}")).isEqualTo(expected);
        assertThat(read("{\"jsonData\":[{\"label\":\"spam\",\"score\":0.9}]}")).isEqualTo(expected);
        assertThat(read("{\"jsonData\":{\"predictions\":[{\"label\":\"spam\",\"score\":0.9}]}}"))
                .isEqualTo(expected);
    }

    @Test
    void shouldReadStrDataAsLabelNumberOrDocument() {
        assertThat(read("{\"strData\":\"spam\"}")).isEqualTo(new Prediction("spam", null, null, "spam", null));
        assertThat(read("{\"strData\":\"0.5\"}")).isEqualTo(new Prediction("0.5", null, 0.5, "0.5", null));
        assertThat(read("{\"strData\":\"NaN\"}").value()).isNull();
        assertThat(read("{\"strData\":\"{\\\"label\\\":\\\"spam\\\",\\\"score\\\":0.9}\"}"))
                .isEqualTo(new Prediction("spam", 0.9, null));
        assertThat(read("{\"strData\":\"{ not json\"}").label()).isEqualTo("{ not json");
    }

    @Test
    void shouldReadNothingWhereThereIsNoRow() {
        assertThat(read("{\"data\":{\"ndarray\":[]}}")).isNull();
        assertThat(read("{\"data\":{\"tensor\":{}}}")).isNull();
        assertThat(read("{\"jsonData\":null}")).isNull();
    }

    private static Prediction read(String body) {
        Target target = Target.inference(ModelPlace.NOWHERE);
        return new Generic()
                .read(target, new Answer("application/json", null, Buffer.buffer(body)))
                .prediction();
    }
}
