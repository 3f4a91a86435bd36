package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What is read of protobuf and gRPC by hand, against messages that Google's library made. */
class GrpcMessageTest {

    private static final Protocol PROTOCOL = Protocol.named("open-inference");
    private static final Target INFER = PROTOCOL.target(HttpMethod.POST, "/inference.GRPCInferenceService/ModelInfer");
    private static final Target STREAM =
            PROTOCOL.target(HttpMethod.POST, "/inference.GRPCInferenceService/ModelStreamInfer");

    @Property
    void shouldFindAndReplaceTheModelOfAnyRequest(
            @ForAll @StringLength(min = 1, max = 300) String model,
            @ForAll @StringLength(max = 40) String id,
            @ForAll @StringLength(min = 1, max = 300) String other,
            @ForAll @Size(max = 2_000) byte[] input)
            throws InvalidProtocolBufferException {
        DynamicMessage request = InferenceProto.request(model, id, input);
        Buffer body = framed(request);
        // Lone surrogates cannot be written as UTF-8, and so come back as a question mark.
        assertThat(INFER.place().find(body, null)).isEqualTo(asUtf8(model));
        Buffer renamed = INFER.place().renamedBody(body, null, other);
        DynamicMessage read =
                InferenceProto.noRequest().getParserForType().parseFrom(renamed.getBytes(5, renamed.length()));
        assertThat(InferenceProto.modelOf(read)).isEqualTo(asUtf8(other));
        assertThat(read).isEqualTo(InferenceProto.request(other, id, input));
        assertThat(renamed.getInt(1)).isEqualTo(renamed.length() - 5);
    }

    @Property
    void shouldFindTheModelInTheBeginningOfALargeMessageButNotBeforeItHasCome(
            @ForAll @StringLength(min = 1, max = 40) String model) {
        Buffer body = framed(InferenceProto.request(model, "id", new byte[10_000]));
        int nameEnds = 5 + 1 + 1 + model.getBytes(StandardCharsets.UTF_8).length;
        assertThat(INFER.place().find(body.slice(0, nameEnds), null)).isEqualTo(asUtf8(model));
        assertThat(INFER.place().find(body.slice(0, nameEnds - 1), null)).isNull();
        assertThat(INFER.place().find(body.slice(0, 3), null)).isNull();
    }

    @Property
    void shouldNotFailOnAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
        Buffer body = Buffer.buffer(bytes);
        INFER.place().find(body, "gzip");
        INFER.place().renamedBody(body, "gzip", "other");
        PROTOCOL.read(INFER, answer(body));
        PROTOCOL.read(STREAM, answer(body));
    }

    @Test
    void shouldReadAMessageThatIsCompressed() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            InferenceProto.request("m", "1", new byte[100]).writeTo(zip);
        }
        Buffer body =
                Buffer.buffer().appendByte((byte) 1).appendInt(zipped.size()).appendBytes(zipped.toByteArray());
        assertThat(INFER.place().find(body, "gzip")).isEqualTo("m");
        assertThat(INFER.place().find(body, "snappy")).isNull();
    }

    @Test
    void shouldReadThePredictionFromTypedContents() {
        assertThat(read(InferenceProto.response(
                        InferenceProto.output("label", "BYTES", List.of(1L), "bytes_contents", List.of("cat")),
                        InferenceProto.output(
                                "probabilities", "FP32", List.of(1L, 3L), "fp32_contents", List.of(0.25f, 0.5f, 0.25f)),
                        InferenceProto.output("age", "FP64", List.of(1L), "fp64_contents", List.of(7.5)))))
                .isEqualTo(new Prediction("cat", 0.5, 7.5, "cat", null));
        assertThat(read(InferenceProto.response(
                        InferenceProto.output("class", "INT64", List.of(1L), "int64_contents", List.of(-3L)))))
                .isEqualTo(new Prediction("-3", null, null));
        assertThat(read(InferenceProto.response(
                        InferenceProto.output("spam", "BOOL", List.of(1L), "bool_contents", List.of(true)))))
                .isEqualTo(new Prediction("true", null, null));
    }

    @Test
    void shouldReadThePredictionFromRawContents() {
        DynamicMessage response = InferenceProto.response(
                InferenceProto.output("label", "BYTES", List.of(1L), null, List.of()),
                InferenceProto.output("embedding", "FP32", List.of(1L, 2L), null, List.of()));
        byte[] label =
                little(7).putInt(3).put("dog".getBytes(StandardCharsets.UTF_8)).array();
        byte[] embedding = little(8).putFloat(0.5f).putFloat(-1f).array();
        assertThat(read(InferenceProto.raw(response, label, embedding)))
                .isEqualTo(new Prediction("dog", null, null, "dog", List.of(0.5f, -1f)));
    }

    @Test
    void shouldPutTheTextsOfAStreamTogether() {
        Buffer body = framed(InferenceProto.streamed(InferenceProto.response(InferenceProto.output(
                        "text_output", "BYTES", List.of(1L), "bytes_contents", List.of("Hello")))))
                .appendBuffer(framed(InferenceProto.streamed(InferenceProto.response(InferenceProto.output(
                        "text_output", "BYTES", List.of(1L), "bytes_contents", List.of(", world"))))));
        assertThat(PROTOCOL.read(STREAM, answer(body)).prediction())
                .isEqualTo(new Prediction(null, null, null, "Hello, world", null));
    }

    private static Prediction read(DynamicMessage response) {
        return PROTOCOL.read(INFER, answer(framed(response))).prediction();
    }

    private static Answer answer(Buffer body) {
        return new Answer("application/grpc+proto", null, body);
    }

    private static Buffer framed(DynamicMessage message) {
        byte[] bytes = message.toByteArray();
        return Buffer.buffer().appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String asUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
