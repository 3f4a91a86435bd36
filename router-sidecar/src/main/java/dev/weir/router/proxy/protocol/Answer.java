package dev.weir.router.proxy.protocol;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * What was captured of an answer.
 *
 * @param contentType media type as its header says, or null
 * @param encoding    content encoding as its header says ({@code grpc-encoding} of a gRPC answer), or null
 * @param body        the body, or its beginning
 */
public record Answer(String contentType, String encoding, Buffer body) {

    /** Size up to which a compressed answer is unpacked, so that a small one cannot fill the memory. */
    private static final int UNPACKED_BYTES = 4 << 20;

    /** Returns whether it is of gRPC. */
    boolean isGrpc() {
        return startsWith("application/grpc");
    }

    /** Returns whether it is a stream of server-sent events. */
    boolean isEventStream() {
        return startsWith("text/event-stream");
    }

    private boolean startsWith(String type) {
        return contentType != null
                && contentType.strip().toLowerCase(Locale.ROOT).startsWith(type);
    }

    /**
     * Returns the body without its encoding, cut where that would be too large or the body is.
     *
     * @throws IOException if the encoding is another than gzip, or the body is not in it
     */
    public byte[] unpacked() throws IOException {
        if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
            return body.getBytes();
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw new IOException("an answer encoded as " + encoding + " is not read");
        }
        return unzipped(body.getBytes(), UNPACKED_BYTES);
    }

    /** Returns what gzip packed; up to a limit, and up to where the bytes end. */
    static byte[] unzipped(byte[] packed, int limit) throws IOException {
        byte[] unpacked = new byte[Math.min(limit, Math.max(1_024, packed.length * 4))];
        int length = 0;
        try (InputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            while (length < limit) {
                if (length == unpacked.length) {
                    unpacked = Arrays.copyOf(unpacked, Math.min(limit, length * 2));
                }
                int read = zip.read(unpacked, length, unpacked.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
        } catch (EOFException e) {
            // Captured up to the limit only: what came before can be read.
            if (length == 0) {
                throw e;
            }
        }
        return Arrays.copyOf(unpacked, length);
    }
}
