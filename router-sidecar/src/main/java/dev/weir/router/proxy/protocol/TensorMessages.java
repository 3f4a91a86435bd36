package dev.weir.router.proxy.protocol;

import dev.weir.router.report.Call.Prediction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads gRPC answers of the Open Inference Protocol. Field numbers by its open_inference_grpc.proto: ModelInferResponse has
 * outputs in 5 and raw_output_contents in 6; InferOutputTensor has name 1, datatype 2, shape 3, contents 5;
 * InferTensorContents has bool 1, int 2, int64 3, uint 4, uint64 5, fp32 6, fp64 7, bytes 8; ModelStreamInferResponse has
 * error_message 1 and infer_response 2.
 */
final class TensorMessages {

    private static final int OUTPUTS = 5;
    private static final int RAW_CONTENTS = 6;
    private static final int STREAM_ERROR_MESSAGE = 1;
    private static final int STREAM_RESPONSE = 2;

    private TensorMessages() {}

    /** Returns what the first message with outputs predicts; the texts of a stream are put together. */
    static Reading read(Answer answer, boolean streamed) {
        Prediction prediction = null;
        StringBuilder text = new StringBuilder();
        String failure = null;
        Optional<GrpcMessage> message = GrpcMessage.first(answer.body(), answer.encoding());
        while (message.isPresent()) {
            ProtoFields fields = new ProtoFields(message.get().bytes());
            if (streamed) {
                StreamPart part = StreamPart.of(fields, message.get().bytes());
                failure = part.failed() ? OpenAiAnswer.STREAM_ERROR : failure;
                fields = part.response();
            }
            Prediction found = prediction(message.get().bytes(), fields);
            if (found != null && found.text() != null && text.length() <= Rows.TEXT_CHARACTERS) {
                text.append(found.text());
            }
            prediction = prediction == null ? found : prediction;
            message = message.get().following(answer.encoding());
        }
        return new Reading(withText(prediction, text), null, failure);
    }

    private record StreamPart(ProtoFields response, boolean failed) {

        static StreamPart of(ProtoFields fields, byte[] message) {
            ProtoFields response = new ProtoFields(message, 0, 0);
            boolean failed = false;
            while (fields.next()) {
                if (fields.number() == STREAM_RESPONSE && fields.type() == ProtoFields.BYTES) {
                    response = fields.inner();
                }
                failed |= fields.number() == STREAM_ERROR_MESSAGE && fields.to() > fields.from();
            }
            return new StreamPart(response, failed);
        }
    }

    private static Prediction withText(Prediction prediction, StringBuilder text) {
        if (prediction == null
                || prediction.text() == null
                || text.length() == prediction.text().length()) {
            return prediction;
        }
        return new Prediction(
                null, prediction.score(), prediction.value(), Rows.cut(text.toString()), prediction.embedding());
    }

    private static Prediction prediction(byte[] message, ProtoFields response) {
        List<Output> outputs = new ArrayList<>();
        List<ByteBuffer> raw = new ArrayList<>();
        while (response.next()) {
            if (response.number() == OUTPUTS && response.type() == ProtoFields.BYTES) {
                outputs.add(Output.of(response.inner(), message));
            } else if (response.number() == RAW_CONTENTS && response.type() == ProtoFields.BYTES) {
                raw.add(ByteBuffer.wrap(message, response.from(), response.to() - response.from()));
            }
        }
        List<Tensor> tensors = new ArrayList<>();
        int nextRaw = 0;
        for (Output output : outputs) {
            List<String> row = output.contents();
            if (row.isEmpty() && nextRaw < raw.size()) {
                row = RawTensor.read(output.datatype(), raw.get(nextRaw++), output.count());
            }
            if (!row.isEmpty()) {
                tensors.add(new Tensor(output.name(), output.datatype(), List.copyOf(row)));
            }
        }
        return Tensor.prediction(tensors);
    }

    private record Output(String name, String datatype, int count, List<String> contents) {

        static Output of(ProtoFields fields, byte[] message) {
            String name = "";
            String datatype = "";
            List<Long> shape = new ArrayList<>();
            ProtoFields contents = null;
            while (fields.next()) {
                switch (fields.number()) {
                    case 1 -> name = fields.text();
                    case 2 -> datatype = fields.text();
                    case 3 -> numbers(fields, message).forEach(shape::add);
                    case 5 -> contents = fields.inner();
                    default -> {
                        // Parameters, or a field that came later: of no use here.
                    }
                }
            }
            int count = Tensor.rowSize(name, shape);
            return new Output(
                    name, datatype, count, contents == null ? List.of() : row(datatype, contents, message, count));
        }
    }

    private static List<String> row(String datatype, ProtoFields contents, byte[] message, int count) {
        List<String> row = new ArrayList<>();
        while (contents.next() && row.size() < count) {
            switch (contents.number()) {
                case 1, 2, 3, 4, 5 -> {
                    for (long number : numbers(contents, message)) {
                        row.add(whole(datatype, number));
                    }
                }
                case 6, 7 -> {
                    boolean single = contents.number() == 6;
                    ByteBuffer values = ByteBuffer.wrap(message, contents.from(), contents.to() - contents.from())
                            .order(ByteOrder.LITTLE_ENDIAN);
                    row.addAll(RawTensor.read(single ? "FP32" : "FP64", values, count - row.size()));
                }
                case 8 -> row.add(contents.text());
                default -> {
                    // A type of contents that came later.
                }
            }
        }
        return row.size() > count ? row.subList(0, count) : row;
    }

    private static String whole(String datatype, long number) {
        return switch (datatype) {
            case "BOOL" -> Boolean.toString(number != 0);
            case "UINT64" -> Long.toUnsignedString(number);
            default -> Long.toString(number);
        };
    }

    /** Returns the numbers of a repeated field of varints, packed or not. */
    private static List<Long> numbers(ProtoFields field, byte[] message) {
        if (field.type() == ProtoFields.VARINT) {
            return List.of(field.varint());
        }
        List<Long> numbers = new ArrayList<>();
        for (long number : ProtoFields.packed(message, field.from(), field.to())) {
            numbers.add(number);
        }
        return numbers;
    }
}
