package dev.weir.router.proxy.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.List;

/**
 * The messages of the Open Inference Protocol's gRPC service, made by Google's own protobuf from a description of the same
 * fields and numbers as its open_inference_grpc.proto.
 */
public final class InferenceProto {

    private static final FileDescriptor FILE = file();
    private static final Descriptor REQUEST = FILE.findMessageTypeByName("ModelInferRequest");
    private static final Descriptor RESPONSE = FILE.findMessageTypeByName("ModelInferResponse");
    private static final Descriptor STREAM_RESPONSE = FILE.findMessageTypeByName("ModelStreamInferResponse");
    private static final Descriptor OUTPUT = FILE.findMessageTypeByName("InferOutputTensor");
    private static final Descriptor CONTENTS = FILE.findMessageTypeByName("InferTensorContents");

    private InferenceProto() {}

    public static DynamicMessage noRequest() {
        return DynamicMessage.getDefaultInstance(REQUEST);
    }

    public static DynamicMessage noResponse() {
        return DynamicMessage.getDefaultInstance(RESPONSE);
    }

    public static DynamicMessage noStreamResponse() {
        return DynamicMessage.getDefaultInstance(STREAM_RESPONSE);
    }

    /** Returns a request for a model, with an id and some raw input. */
    public static DynamicMessage request(String model, String id, byte[] input) {
        return DynamicMessage.newBuilder(REQUEST)
                .setField(REQUEST.findFieldByName("model_name"), model)
                .setField(REQUEST.findFieldByName("id"), id)
                .addRepeatedField(REQUEST.findFieldByName("raw_input_contents"), ByteString.copyFrom(input))
                .build();
    }

    public static String modelOf(DynamicMessage request) {
        return (String) request.getField(REQUEST.findFieldByName("model_name"));
    }

    public static String idOf(DynamicMessage request) {
        return (String) request.getField(REQUEST.findFieldByName("id"));
    }

    /** Returns an answer with these outputs. */
    public static DynamicMessage response(DynamicMessage... outputs) {
        DynamicMessage.Builder response = DynamicMessage.newBuilder(RESPONSE)
                .setField(RESPONSE.findFieldByName("model_name"), "m")
                .setField(RESPONSE.findFieldByName("id"), "r");
        for (DynamicMessage output : outputs) {
            response.addRepeatedField(RESPONSE.findFieldByName("outputs"), output);
        }
        return response.build();
    }

    /** Returns an answer whose outputs have their data beside them. */
    public static DynamicMessage raw(DynamicMessage response, byte[]... contents) {
        DynamicMessage.Builder raw = response.toBuilder();
        for (byte[] content : contents) {
            raw.addRepeatedField(RESPONSE.findFieldByName("raw_output_contents"), ByteString.copyFrom(content));
        }
        return raw.build();
    }

    /** Returns one answer of a stream. */
    public static DynamicMessage streamed(DynamicMessage response) {
        return DynamicMessage.newBuilder(STREAM_RESPONSE)
                .setField(STREAM_RESPONSE.findFieldByName("infer_response"), response)
                .build();
    }

    public static DynamicMessage responseOf(DynamicMessage streamed) {
        return (DynamicMessage) streamed.getField(STREAM_RESPONSE.findFieldByName("infer_response"));
    }

    /** Returns an output with its values in a field of the contents, e.g. {@code fp32_contents}; none for null. */
    public static DynamicMessage output(String name, String datatype, List<Long> shape, String field, List<?> values) {
        DynamicMessage.Builder output = DynamicMessage.newBuilder(OUTPUT)
                .setField(OUTPUT.findFieldByName("name"), name)
                .setField(OUTPUT.findFieldByName("datatype"), datatype);
        shape.forEach(size -> output.addRepeatedField(OUTPUT.findFieldByName("shape"), size));
        if (field != null) {
            DynamicMessage.Builder contents = DynamicMessage.newBuilder(CONTENTS);
            FieldDescriptor of = CONTENTS.findFieldByName(field);
            values.forEach(value -> contents.addRepeatedField(
                    of, value instanceof String text ? ByteString.copyFromUtf8(text) : value));
            output.setField(OUTPUT.findFieldByName("contents"), contents.build());
        }
        return output.build();
    }

    private static FileDescriptor file() {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("open_inference_grpc.proto")
                .setPackage("inference")
                .setSyntax("proto3")
                .addMessageType(message(
                        "ModelInferRequest",
                        text("model_name", 1),
                        text("model_version", 2),
                        text("id", 3),
                        many("raw_input_contents", 7, Type.TYPE_BYTES)))
                .addMessageType(message(
                        "ModelInferResponse",
                        text("model_name", 1),
                        text("model_version", 2),
                        text("id", 3),
                        many("outputs", 5, Type.TYPE_MESSAGE).setTypeName(".inference.InferOutputTensor"),
                        many("raw_output_contents", 6, Type.TYPE_BYTES)))
                .addMessageType(message(
                        "InferOutputTensor",
                        text("name", 1),
                        text("datatype", 2),
                        many("shape", 3, Type.TYPE_INT64),
                        one("contents", 5, Type.TYPE_MESSAGE).setTypeName(".inference.InferTensorContents")))
                .addMessageType(message(
                        "InferTensorContents",
                        many("bool_contents", 1, Type.TYPE_BOOL),
                        many("int_contents", 2, Type.TYPE_INT32),
                        many("int64_contents", 3, Type.TYPE_INT64),
                        many("uint_contents", 4, Type.TYPE_UINT32),
                        many("uint64_contents", 5, Type.TYPE_UINT64),
                        many("fp32_contents", 6, Type.TYPE_FLOAT),
                        many("fp64_contents", 7, Type.TYPE_DOUBLE),
                        many("bytes_contents", 8, Type.TYPE_BYTES)))
                .addMessageType(message(
                        "ModelStreamInferResponse",
                        text("error_message", 1),
                        one("infer_response", 2, Type.TYPE_MESSAGE).setTypeName(".inference.ModelInferResponse")))
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto.Builder field : fields) {
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto.Builder text(String name, int number) {
        return one(name, number, Type.TYPE_STRING);
    }

    private static FieldDescriptorProto.Builder one(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder many(String name, int number, Type type) {
        return one(name, number, type).setLabel(Label.LABEL_REPEATED);
    }
}
