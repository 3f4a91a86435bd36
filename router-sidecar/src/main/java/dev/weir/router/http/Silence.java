package dev.weir.router.http;

import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a new connection whose first request does not come to the end of its head in time, however busily its bytes come: until
 * then Vert.x tells nobody that there is a connection.
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
