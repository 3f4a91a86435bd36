package dev.weir.router.http;

import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a new connection of which Vert.x tells nobody in time, however busily its bytes come: one whose first request does not
 * come to the end of its head, or by TLS one whose handshake does not end, or that then speaks of HTTP/2 and says nothing.
 */
final class Silence extends ChannelHandlerAdapter {

    private final Duration longest;
    private Future<?> over;

    Silence(Duration longest) {
        this.longest = longest;
    }

    /** Notes that a connection has been heard of; from now on it is its server's. */
    static void broken(ChannelPipeline pipeline) {
        if (pipeline.get(Silence.class) != null) {
            pipeline.remove(Silence.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        over = context.executor().schedule(() -> context.close(), longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        over.cancel(false);
    }
}
