package dev.weir.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;

/**
 * Lets a new connection's first bytes through one by one until Vert.x has seen which version of HTTP they are of and has made
 * its decoder, and replaces that while it holds no more than those bytes, which the other then gets.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {

    private final HttpServerOptions options;

    FirstBytes(HttpServerOptions options) {
        this.options = options;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        while (bytes.isReadable() && context.pipeline().get(Http1xOrH2CHandler.class) != null) {
            context.fireChannelRead(bytes.readRetainedSlice(1));
        }
        if (context.pipeline().get(Http1xOrH2CHandler.class) == null) {
            StrictDecoder.putInto(context.pipeline(), options);
            context.pipeline().remove(this);
        }
        if (bytes.isReadable()) {
            context.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }
}
