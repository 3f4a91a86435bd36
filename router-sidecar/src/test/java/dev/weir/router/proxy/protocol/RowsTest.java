package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Answers of servers whose form nobody has written down: MLflow's, and any other's. */
class RowsTest {

    private static final Protocol MLFLOW = Protocol.named("mlflow");
    private static final Protocol GENERIC = Protocol.named("generic");

    @Test
    void shouldReadMlflowsPredictions() {
        assertThat(read(MLFLOW, "{\"predictions\": [\"cat\"]}"))
                .isEqualTo(new Prediction("cat", null, null, "cat", null));
        assertThat(read(MLFLOW, "{\"predictions\": [3, 4]}")).isEqualTo(new Prediction("3", null, 3.0));
        assertThat(read(MLFLOW, "{\"predictions\": [true]}")).isEqualTo(new Prediction("true", null, null));
        assertThat(read(MLFLOW, "{\"predictions\": [{\"label\": \"POSITIVE\", \"score\": 0.99}]}"))
                .isEqualTo(new Prediction("POSITIVE", 0.99, null));
        assertThat(read(MLFLOW, "{\"predictions\": [{\"0\": 2.5}]}")).isEqualTo(new Prediction(null, null, 2.5));
        assertThat(read(MLFLOW, "[1.5, 2]")).isEqualTo(new Prediction(null, null, 1.5));
        assertThat(read(MLFLOW, "{\"predictions\": 0.5}")).isEqualTo(new Prediction(null, null, 0.5));
        assertThat(read(MLFLOW, "{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}")
                        .text())
                .isEqualTo("hi");
        assertThat(read(MLFLOW, "{\"error_code\":\"BAD_REQUEST\",\"message\":\"no\"}"))
                .isNull();
    }

    @Test
    void shouldReadTheBestOfSeveralCandidates() {
        assertThat(read(
                        GENERIC,
                        "[[{\"label\":\"joy\",\"score\":0.2},{\"label\":\"anger\",\"score\":0.7},"
                                + "{\"label\":\"fear\",\"score\":0.1}]]"))
                .isEqualTo(new Prediction("anger", 0.7, null));
    }

    @Test
    void shouldReadAGenericAnswerByTheNamesOfItsFields() {
        assertThat(read(GENERIC, "{\"prediction\": \"fraud\", \"probability\": 0.8, \"id\": 7}"))
                .isEqualTo(new Prediction("fraud", 0.8, null));
        assertThat(read(GENERIC, "{\"prediction\": 12.5}")).isEqualTo(new Prediction(null, null, 12.5));
        assertThat(read(GENERIC, "{\"embedding\": [1, 2], \"took\": 3}"))
                .isEqualTo(new Prediction(null, null, null, null, List.of(1f, 2f)));
        assertThat(read(GENERIC, "{\"status\": \"ok\", \"took\": 3}")).isNull();
    }

    @Test
    void shouldReadAnAnswerFromThePlacesInTheFile() {
        AnswerFields fields = new AnswerFields(
                JsonPointer.compile("/result/0/class"), JsonPointer.compile("/result/0/p"), null, null, null);
        Target target = GENERIC.target(HttpMethod.POST, "/score");
        Answer answer = new Answer(
                "application/json", null, Buffer.buffer("{\"label\":\"no\",\"result\":[{\"class\":3,\"p\":0.75}]}"));
        assertThat(fields.read(GENERIC, target, answer).prediction()).isEqualTo(new Prediction("3", 0.75, null));
        assertThat(fields.read(GENERIC, target, new Answer(null, null, Buffer.buffer("{\"label\":\"no\"}")))
                        .prediction())
                .isNull();
    }

    @Property
    void shouldNotFailOnAnyBytes(@ForAll @Size(max = 300) byte[] bytes) {
        for (Protocol protocol : Protocol.ALL) {
            Target target = new Target(ModelPlace.NOWHERE, Target.Kind.INFERENCE);
            protocol.read(target, new Answer("application/json", null, Buffer.buffer(bytes)));
            protocol.read(target, new Answer("application/json", "gzip", Buffer.buffer(bytes)));
            protocol.read(target, new Answer("text/event-stream", null, Buffer.buffer(bytes)));
        }
    }

    @Property
    void shouldReplaceATextInAnyDocumentAndKeepTheRest(
            @ForAll @StringLength(max = 50) String before, @ForAll @StringLength(max = 50) String text) {
        String document = "{\"x\":" + quoted(before) + ",\"model\":" + quoted(before) + ",\"y\":[1,{\"model\":2}]}  ";
        Buffer changed = JsonBody.withText(Buffer.buffer(document), JsonPointer.compile("/model"), text);
        assertThat(changed.toString())
                .isEqualTo(Buffer.buffer("{\"x\":" + quoted(before) + ",\"model\":" + quoted(text)
                                + ",\"y\":[1,{\"model\":2}]}  ")
                        .toString());
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    private static Prediction read(Protocol protocol, String body) {
        Target target = new Target(ModelPlace.NOWHERE, Target.Kind.INFERENCE);
        return protocol.read(target, new Answer("application/json", null, Buffer.buffer(body)))
                .prediction();
    }
}
