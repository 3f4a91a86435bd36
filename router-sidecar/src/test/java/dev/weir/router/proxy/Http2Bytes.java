package dev.weir.router.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of an HTTP/2 connection with one request, whose header fields may be anything. */
final class Http2Bytes {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;

    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

    /** Adds a field, not compressed and not indexed (RFC 7541, 6.2.2). */
    Http2Bytes header(String name, String value) {
        fields.write(0);
        text(name);
        text(value);
        return this;
    }

    /** Returns the fields as one block. */
    byte[] fields() {
        return fields.toByteArray();
    }

    /** Returns one frame (RFC 9113, 4.1). */
    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame(out, type, flags, stream, payload);
        return out.toByteArray();
    }

    /** Returns preface, settings, the fields and a body. */
    byte[] request(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        frame(out, SETTINGS, 0, 0, new byte[0]);
        frame(out, HEADERS, END_HEADERS, 1, fields.toByteArray());
        frame(out, DATA, END_STREAM, 1, body);
        return out.toByteArray();
    }

    /** Returns preface, settings, and one request without a body for each block of fields, on streams 1, 3, 5 and so on. */
    static byte[] requests(List<Http2Bytes> heads) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        frame(out, SETTINGS, 0, 0, new byte[0]);
        for (int i = 0; i < heads.size(); i++) {
            frame(
                    out,
                    HEADERS,
                    END_HEADERS | END_STREAM,
                    2 * i + 1,
                    heads.get(i).fields());
        }
        return out.toByteArray();
    }

    /** Reads frames until so many answers have begun, and returns the stream of each and its status. */
    static Map<Integer, Integer> statuses(RawClient client, int answers) throws Exception {
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        Map<Integer, Integer> statuses = new TreeMap<>();
        while (statuses.size() < answers) {
            ByteBuffer frame = ByteBuffer.wrap(client.bytes(9));
            int length = (frame.getShort() & 0xffff) << 8 | frame.get() & 0xff;
            int type = frame.get();
            int flags = frame.get();
            int stream = frame.getInt();
            ByteBuf payload = Unpooled.wrappedBuffer(client.bytes(length));
            if (type == HEADERS) {
                payload.skipBytes((flags & PRIORITY) == 0 ? 0 : 5);
                CharSequence status = decoder.decodeHeaders(stream, payload).status();
                statuses.put(stream, Integer.valueOf(status.toString()));
            }
        }
        return statuses;
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        fields.write(bytes.length);
        fields.writeBytes(bytes);
    }

    /** RFC 9113, 4.1. */
    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }
}
