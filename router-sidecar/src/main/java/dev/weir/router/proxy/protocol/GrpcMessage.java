package dev.weir.router.proxy.protocol;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One message of a gRPC body: a byte that says whether it is compressed, its length in four bytes, and the message (gRPC
 * over HTTP2, Length-Prefixed-Message).
 *
 * @param bytes    the message, unpacked; its beginning where the body is cut
 * @param complete whether all of it is there
 * @param next     where the next message begins in the body
 * @param body     the body
 */
record GrpcMessage(byte[] bytes, boolean complete, int next, Buffer body) {

    private static final int PREFIX = 5;
    private static final int UNPACKED_BYTES = 4 << 20;

    /** Returns the first message of a body; empty where it has not come, or is compressed in a way that is not read. */
    static Optional<GrpcMessage> first(Buffer body, String encoding) {
        return at(body, 0, encoding);
    }

    /** Returns the message after this one. */
    Optional<GrpcMessage> following(String encoding) {
        return complete ? at(body, next, encoding) : Optional.empty();
    }

    private static Optional<GrpcMessage> at(Buffer body, int position, String encoding) {
        if (body.length() - position < PREFIX) {
            return Optional.empty();
        }
        long length = body.getUnsignedInt(position + 1);
        int from = position + PREFIX;
        boolean complete = length <= body.length() - from;
        int to = complete ? from + (int) length : body.length();
        byte[] bytes = body.getBytes(from, to);
        if (body.getByte(position) == 0) {
            return Optional.of(new GrpcMessage(bytes, complete, to, body));
        }
        if (!"gzip".equalsIgnoreCase(encoding) || !complete) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GrpcMessage(Answer.unzipped(bytes, UNPACKED_BYTES), true, to, body));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the text that the fields lead to; null where there is none, or it has not come. */
    String text(List<Integer> path) {
        ProtoFields fields = new ProtoFields(bytes);
        for (int i = 0; i < path.size(); i++) {
            if (!find(fields, path.get(i))) {
                return null;
            }
            if (i == path.size() - 1) {
                return fields.text();
            }
            fields = fields.inner();
        }
        return null;
    }

    /** Returns the message with another text where the fields lead to; itself where there is none. */
    GrpcMessage withText(List<Integer> path, String text) {
        byte[] changed = replaced(bytes, path, text.getBytes(StandardCharsets.UTF_8));
        return new GrpcMessage(changed, complete, next, body);
    }

    /** Returns the body with this message, not compressed, in its place at the beginning. */
    Buffer framed() {
        return Buffer.buffer(PREFIX + bytes.length + body.length() - next)
                .appendByte((byte) 0)
                .appendInt(bytes.length)
                .appendBytes(bytes)
                .appendBuffer(body.slice(next, body.length()));
    }

    private static boolean find(ProtoFields fields, int number) {
        while (fields.next()) {
            if (fields.number() == number && fields.type() == ProtoFields.BYTES) {
                return true;
            }
        }
        return false;
    }

    private static byte[] replaced(byte[] message, List<Integer> path, byte[] text) {
        ProtoFields fields = new ProtoFields(message);
        if (!find(fields, path.get(0))) {
            return message;
        }
        byte[] held = Arrays.copyOfRange(message, fields.from(), fields.to());
        byte[] value = path.size() == 1 ? text : replaced(held, path.subList(1, path.size()), text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + text.length);
        out.write(message, 0, fields.start());
        writeVarint(out, (long) path.get(0) << 3 | ProtoFields.BYTES);
        writeVarint(out, value.length);
        out.writeBytes(value);
        out.write(message, fields.to(), message.length - fields.to());
        return out.toByteArray();
    }

    private static void writeVarint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
