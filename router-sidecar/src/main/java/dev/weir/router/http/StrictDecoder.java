package dev.weir.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.Arrays;
import java.util.List;

/** Decodes requests as Vert.x does, but for those that {@link StrictHttp} takes in another way. */
final class StrictDecoder extends VertxHttpRequestDecoder {

    private static final String NAME = "httpDecoder";
    private static final byte LINE_FEED = '\n';
    private static final byte CARRIAGE_RETURN = '\r';

    private boolean inHead = true;
    private boolean headBegun;
    private boolean refused;

    private StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Puts one in the place of the decoder that is there; does nothing where none is, or it is one already. */
    static void putInto(ChannelPipeline pipeline, HttpServerOptions options) {
        if (pipeline.get(NAME) != null && !(pipeline.get(NAME) instanceof StrictDecoder)) {
            pipeline.replace(NAME, NAME, new StrictDecoder(options));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (inHead && isFolded(buffer)) {
            buffer.skipBytes(buffer.readableBytes());
            HttpMessage malformed = createInvalidMessage();
            refuse(malformed, new MalformedException(400, "a line of the head begins with a space (RFC 9112, 5.2)"));
            out.add(malformed);
            return;
        }
        int before = out.size();
        int from = buffer.readerIndex();
        super.decode(context, buffer, out);
        headBegun = inHead && (headBegun || buffer.readerIndex() > from);
        for (int i = before; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest request) {
                request.headers().remove(HttpHeaderNames.UPGRADE);
                inHead = false;
                MalformedException fault = fault(request);
                if (fault != null) {
                    refuse(request, fault);
                    buffer.skipBytes(buffer.readableBytes());
                    out.subList(i + 1, out.size()).clear();
                    return;
                }
                spreadConnection(request.headers());
            }
            if (out.get(i) instanceof LastHttpContent) {
                inHead = true;
                headBegun = false;
            }
        }
    }

    private void refuse(HttpMessage message, MalformedException fault) {
        refused = true;
        if (message.decoderResult().isSuccess()) {
            message.setDecoderResult(DecoderResult.failure(fault));
        }
    }

    /** Returns why a request is not taken; null for one that is, and for one that the decoder has found fault with. */
    private static MalformedException fault(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return null;
        }
        HttpVersion version = request.protocolVersion();
        if (!isSpoken(version)) {
            // Of the version that the answer is to have.
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            if (!version.protocolName().equals("HTTP")) {
                return new MalformedException(400, "the first line names no version of HTTP (RFC 9112, 2.3)");
            }
            return new MalformedException(505, "HTTP/1.0, HTTP/1.1 and, with its preface, HTTP/2 are spoken here");
        }
        if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING) && !isChunked(request)) {
            return new MalformedException(
                    400, "of transfer codings only chunked is understood, and in HTTP/1.1 only (RFC 9112, 6.1)");
        }
        if (request.headers().contains("")) {
            return new MalformedException(400, "a header has no name (RFC 9112, 5.1)");
        }
        return Hosts.fault(request);
    }

    private static boolean isSpoken(HttpVersion version) {
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    }

    /** One line for each word: Vert.x finds {@code close} only where a line has no other (RFC 9112, 9.6). */
    private static void spreadConnection(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONNECTION)) {
            return;
        }
        List<String> lines = headers.getAll(HttpHeaderNames.CONNECTION);
        if (lines.stream().anyMatch(line -> line.indexOf(',') >= 0)) {
            headers.set(
                    HttpHeaderNames.CONNECTION,
                    lines.stream()
                            .flatMap(line -> Arrays.stream(line.split(",")))
                            .map(String::strip)
                            .filter(word -> !word.isEmpty())
                            .toList());
        }
    }

    /** Where a body in another coding ends is not known, nor then where the next request begins (RFC 9112, 6.1). */
    private static boolean isChunked(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() == 1
                && codings.get(0).strip().equalsIgnoreCase("chunked")
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /**
     * Returns whether a header goes on in a next line, which begins with a space: another server may take that line for a
     * header of its own, or for none (RFC 9112, 5.2). What has been decoded of a head ends with a line.
     */
    private boolean isFolded(ByteBuf buffer) {
        int end = buffer.writerIndex();
        int start = buffer.readerIndex();
        if (headBegun && start < end && isBlank(buffer.getByte(start))) {
            return true;
        }
        int line = buffer.indexOf(start, end, LINE_FEED) + 1;
        while (line > 0 && line < end) {
            byte first = buffer.getByte(line);
            if (isBlank(first)) {
                return true;
            }
            if (first == LINE_FEED || first == CARRIAGE_RETURN) {
                return false;
            }
            line = buffer.indexOf(line, end, LINE_FEED) + 1;
        }
        return false;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    /** What is left when the connection closes is no request; Vert.x fails on one that comes after its connection. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) {
        buffer.skipBytes(buffer.readableBytes());
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new MalformedException(400, "both Transfer-Encoding and Content-Length");
    }
}
