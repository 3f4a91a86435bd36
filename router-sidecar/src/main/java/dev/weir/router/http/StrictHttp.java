package dev.weir.router.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.transport.Transport;
import java.time.Duration;

/**
 * Vert.x with servers that take a request in one way only: with Content-Length and Transfer-Encoding both, or with a header
 * that goes on in a next line, it is malformed, and an upgrade to HTTP/2 is not done, so that HTTP/2 without TLS is spoken
 * by those who know beforehand and by nobody else.
 *
 * <p>Vert.x itself drops the length and goes on, which is a way to smuggle requests past a server in front (RFC 9112, 6.1
 * and 11.2), and upgrades whoever offers it, as Java's own client always does, to a connection that it then uses badly.
 * There is no setting for either, so its decoder is replaced by another: before the first bytes are decoded without TLS, and
 * when the connection is made with it.
 */
public final class StrictHttp {

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private StrictHttp() {}

    /** As {@link #vertx(VertxOptions, Duration)}, with a minute of silence. */
    public static Vertx vertx(VertxOptions options) {
        return vertx(options, SILENCE);
    }

    /**
     * Returns Vert.x whose HTTP servers are strict. Each must have {@link #onConnection} as its connection handler.
     *
     * @param silence time in which a connection must be heard of: without TLS, its first request must have come to the end of
     *     its head; with it, the handshake must be over, and of HTTP/2 its preface be there
     */
    public static Vertx vertx(VertxOptions options, Duration silence) {
        return Vertx.builder().with(options).withTransport(new Strict(silence)).build();
    }

    /**
     * Takes note of a server's new connection, and makes it strict where it is not so already, or of HTTP/2.
     *
     * @param connection the connection
     * @param options    options of its server
     */
    public static void onConnection(HttpConnection connection, HttpServerOptions options) {
        if (connection instanceof ConnectionBase base) {
            Silence.broken(base.channel().pipeline());
            StrictDecoder.putInto(base.channel().pipeline(), options);
            StrictHeads.putInto(base.channel().pipeline());
        }
    }

    /**
     * Runs something on a connection's event loop once it has closed, at once where it has already. Vert.x tells nobody of a
     * connection that closed before its first request was handled.
     */
    public static void whenClosed(HttpConnection connection, Runnable then) {
        if (connection instanceof ConnectionBase base) {
            base.channel().closeFuture().addListener(closed -> then.run());
        }
    }

    /** Sends what has been answered on a connection that Vert.x is about to close for a fault of what it reads there. */
    public static void flush(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channel().flush();
        }
    }

    /** By Linux's own polling where it can be had, which takes a tenth less CPU for a request; else by Java's. */
    private record Strict(Duration silence) implements Transport {

        @Override
        public String name() {
            return Epoll.isAvailable() ? "epoll" : "nio";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public Throwable unavailabilityCause() {
            return null;
        }

        @Override
        public io.vertx.core.spi.transport.Transport implementation() {
            return Epoll.isAvailable() ? new StrictEpoll(silence) : new StrictNio(silence);
        }
    }

    private static final class StrictNio extends NioTransport {

        private final Duration silence;

        StrictNio(Duration silence) {
            this.silence = silence;
        }

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            makeStrict(options, bootstrap, silence);
        }
    }

    private static final class StrictEpoll extends EpollTransport {

        private final Duration silence;

        StrictEpoll(Duration silence) {
            this.silence = silence;
        }

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            makeStrict(options, bootstrap, silence);
        }
    }

    private static void makeStrict(NetServerOptions options, ServerBootstrap bootstrap, Duration silence) {
        if (options instanceof HttpServerOptions http) {
            ChannelHandler byVertx = bootstrap.config().childHandler();
            bootstrap.childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel accepted) {
                    ChannelPipeline pipeline = accepted.pipeline();
                    pipeline.addLast(new Silence(silence));
                    if (!http.isSsl()) {
                        pipeline.addLast(new FirstBytes(http));
                    }
                    pipeline.addLast(byVertx);
                }
            });
        }
    }
}
