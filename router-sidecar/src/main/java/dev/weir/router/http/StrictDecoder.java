package dev.weir.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/** Decodes requests as Vert.x does, but for those that {@link StrictHttp} takes in another way. */
final class StrictDecoder extends VertxHttpRequestDecoder {

    private static final String NAME = "httpDecoder";

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
        int before = out.size();
        super.decode(context, buffer, out);
        if (out.size() > before && out.get(before) instanceof HttpRequest request) {
            request.headers().remove(HttpHeaderNames.UPGRADE);
        }
    }

    /** What is left when the connection closes is no request; Vert.x fails on one that comes after its connection. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) {
        buffer.skipBytes(buffer.readableBytes());
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
