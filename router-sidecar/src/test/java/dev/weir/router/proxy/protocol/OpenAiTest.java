package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.router.proxy.protocol.Reading.Usage;
import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiTest {

    private static final Protocol PROTOCOL = Protocol.named("openai");
    private static final Target CHAT = PROTOCOL.target(HttpMethod.POST, "/v1/chat/completions");

    @Test
    void shouldFindTheModelInTheBodyEvenWhereItComesLast() {
        Buffer body = Buffer.buffer(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"the model\"}],\"n\":1,\"model\":\"chat\"}");
        assertThat(CHAT.isInference()).isTrue();
        assertThat(CHAT.place().find(body, null)).isEqualTo("chat");
    }

    @Test
    void shouldReplaceTheModelAndNothingElse() {
        String body = "{ \"a\":[1,  2], \"model\" : \"ch\\u0061t\" ,\"meta\":{\"model\":\"x\"}}";
        assertThat(CHAT.place()
                        .renamedBody(Buffer.buffer(body), null, "other \"one\"")
                        .toString())
                .isEqualTo("{ \"a\":[1,  2], \"model\" : \"other \\\"one\\\"\" ,\"meta\":{\"model\":\"x\"}}");
        assertThat(CHAT.place()
                        .renamedBody(Buffer.buffer("no json"), null, "other")
                        .toString())
                .isEqualTo("no json");
    }

    @Test
    void shouldReadTextAndUsageOfAWholeAnswer() {
        Reading reading = read(
                "application/json",
                """
                {"id":"chatcmpl-1","object":"chat.completion","model":"v2","choices":[
                 {"index":0,"message":{"role":"assistant","content":"Four."},"finish_reason":"stop"},
                 {"index":1,"message":{"role":"assistant","content":"Five."},"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}
                """);
        assertThat(reading.prediction()).isEqualTo(new Prediction(null, null, null, "Four.", null));
        assertThat(reading.usage()).isEqualTo(new Usage(12, 3));
        assertThat(reading.failure()).isNull();
    }

    @Test
    void shouldReadTextAndUsageOfAStream() {
        Reading reading = read(
                "text/event-stream; charset=utf-8",
                """
                data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

                data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Fo"}}]}

                : a comment

                data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"ur."},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}

                data: [DONE]

                """);
        assertThat(reading.prediction()).isEqualTo(new Prediction(null, null, null, "Four.", null));
        assertThat(reading.usage()).isEqualTo(new Usage(12, 3));
    }

    @Test
    void shouldCallAStreamFailedThatEndsWithAnError() {
        assertThat(read(
                                "text/event-stream",
                                "data: {\"choices\":[{\"delta\":{\"content\":\"Fo\"}}]}\n\n"
                                        + "data: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n")
                        .failure())
                .isEqualTo("StreamError");
    }

    @Test
    void shouldReadToolCallsCompletionsAndResponses() {
        assertThat(text("{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"function\":"
                        + "{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]}}]}"))
                .isEqualTo("weather{\"city\":\"Oslo\"}");
        assertThat(text("{\"object\":\"text_completion\",\"choices\":[{\"text\":\"once\",\"index\":0}]}"))
                .isEqualTo("once");
        assertThat(text("{\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"hi\"}]}],"
                        + "\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}"))
                .isEqualTo("hi");
    }

    @Test
    void shouldReadAnEmbeddingAsNumbersOrInBase64() {
        assertThat(read("application/json", "{\"data\":[{\"index\":0,\"embedding\":[0.5,-1]}]}")
                        .prediction()
                        .embedding())
                .isEqualTo(List.of(0.5f, -1f));
        // 0.5 and -1 as 32-bit floats, little-endian: 0000003f 000080bf.
        assertThat(read("application/json", "{\"data\":[{\"index\":0,\"embedding\":\"AAAAPwAAgL8=\"}]}")
                        .prediction()
                        .embedding())
                .isEqualTo(List.of(0.5f, -1f));
    }

    @Test
    void shouldCutALongTextAndKeepWhatWasCapturedOfACutAnswer() {
        assertThat(text("{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(100_000) + "\"}}]}"))
                .hasSize(Rows.TEXT_CHARACTERS);
        assertThat(read("text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"Fo\"}}]}\n\ndata: {\"cho")
                        .prediction()
                        .text())
                .isEqualTo("Fo");
    }

    @Test
    void shouldLeaveOtherPathsOfTheApiToTheVariantInCharge() {
        assertThat(PROTOCOL.target(HttpMethod.GET, "/v1/models").isInference()).isFalse();
        assertThat(PROTOCOL.target(HttpMethod.GET, "/v1/chat/completions").isInference())
                .isFalse();
        assertThat(PROTOCOL.target(HttpMethod.POST, "/v2/models/m/infer")).isNull();
    }

    private static String text(String body) {
        return read("application/json", body).prediction().text();
    }

    private static Reading read(String type, String body) {
        return PROTOCOL.read(CHAT, new Answer(type, null, Buffer.buffer(body)));
    }
}
