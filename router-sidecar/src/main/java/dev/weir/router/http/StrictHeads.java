package dev.weir.router.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Answers 400 to a request of HTTP/2 whose authority, Host or method Vert.x would fail on, closing the connection and with it
 * the requests of others on it, and hands on all else.
 */
final class StrictHeads extends Http2FrameListenerDecorator {

    private final Http2ConnectionEncoder encoder;

    private StrictHeads(Http2FrameListener listener, Http2ConnectionEncoder encoder) {
        super(listener);
        this.encoder = encoder;
    }

    /** Puts one before Vert.x's own listener; does nothing where the connection is not of HTTP/2. */
    static void putInto(ChannelPipeline pipeline) {
        Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        if (handler != null) {
            handler.decoder().frameListener(new StrictHeads(handler.decoder().frameListener(), handler.encoder()));
        }
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int stream, Http2Headers head, int padding, boolean ends)
            throws Http2Exception {
        if (isTaken(context, stream, head, ends)) {
            super.onHeadersRead(context, stream, head, padding, ends);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers head,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ends)
            throws Http2Exception {
        if (isTaken(context, stream, head, ends)) {
            super.onHeadersRead(context, stream, head, dependency, weight, exclusive, padding, ends);
        }
    }

    /** Answers a head that is not taken; trailers have none of what is looked at. */
    private boolean isTaken(ChannelHandlerContext context, int stream, Http2Headers head, boolean ends) {
        String fault = head.method() == null ? null : fault(head);
        if (fault != null) {
            refuse(context, stream, new Problem(400, fault), ends);
        }
        return fault == null;
    }

    private static String fault(Http2Headers head) {
        if (!isHost(head.authority()) || !isHost(head.get(HttpHeaderNames.HOST))) {
            return "the request's authority names no host; write NAME or NAME:PORT (RFC 9113, 8.3.1)";
        }
        return null;
    }

    private static boolean isHost(CharSequence text) {
        return text == null || Hosts.isHost(text.toString());
    }

    /** Nothing of the rest is wanted: the stream is closed once the answer is complete (RFC 9113, 8.1). */
    private void refuse(ChannelHandlerContext context, int stream, Problem problem, boolean ends) {
        encoder.writeHeaders(
                context,
                stream,
                new DefaultHttp2Headers()
                        .status(Integer.toString(problem.status()))
                        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE),
                0,
                false,
                context.newPromise());
        encoder.writeData(
                context, stream, Unpooled.wrappedBuffer(problem.document().getBytes()), 0, true, context.newPromise());
        if (!ends) {
            encoder.writeRstStream(context, stream, Http2Error.NO_ERROR.code(), context.newPromise());
        }
        context.flush();
    }
}
