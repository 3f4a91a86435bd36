package dev.weir.router.proxy.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One variant as one event loop reaches it, with connections of its own, so that a slow variant takes none from another and
 * a request never changes threads.
 */
public final class Upstream {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final long RETIRE_MINUTES = 30;

    private final VariantAddress address;
    private final VariantHealth health;
    private final Supplier<Door> grpcDoor;
    private final Door web;
    private Door grpc;

    /**
     * A client and where it goes.
     *
     * @param client   its connections
     * @param base     path before that of each request, without a slash at its end
     * @param isSecure whether it speaks TLS
     */
    private record Door(HttpClient client, SocketAddress server, String host, int port, String base, boolean isSecure) {

        RequestOptions options(Outgoing out) {
            return new RequestOptions()
                    .setMethod(out.method())
                    .setServer(server)
                    .setHost(host)
                    .setPort(port)
                    .setSsl(isSecure)
                    .setURI(base + out.uri());
        }
    }

    /**
     * Makes the clients; nothing is connected yet. Must be called on the event loop; they close with what was deployed on it.
     *
     * @param vertx   the event loops
     * @param address where the variant is
     * @param health  what all event loops know of it
     * @param rules   how many connections it gets
     * @param loops   event loops that share them, 1 or more
     * @param timeout longest time to wait for anything
     */
    public Upstream(
            Vertx vertx, VariantAddress address, VariantHealth health, Connections rules, int loops, Duration timeout) {
        this.address = address;
        this.health = health;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) Math.min(rules.connectTimeout().toMillis(), timeout.toMillis()))
                .setKeepAliveTimeout((int) rules.keepAlive().toSeconds())
                .setHttp2ClearTextUpgrade(false);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(share(rules.max(), loops))
                .setMaxWaitQueueSize(share(rules.waiting(), loops));
        this.web = door(vertx, address.url(), options, address.http2(), pool);
        this.grpcDoor = () -> door(vertx, address.grpc(), options, true, pool);
    }

    /** Returns what is known of the variant's health. */
    public VariantHealth health() {
        return health;
    }

    /** Returns where the variant is. */
    public VariantAddress address() {
        return address;
    }

    HttpClient client(Outgoing out) {
        return door(out).client;
    }

    RequestOptions options(Outgoing out) {
        return door(out).options(out);
    }

    /** Ends connections as their last answers end, which may stream for minutes. */
    public void retire() {
        web.client.shutdown(RETIRE_MINUTES, TimeUnit.MINUTES);
        if (grpc != null) {
            grpc.client.shutdown(RETIRE_MINUTES, TimeUnit.MINUTES);
        }
    }

    private Door door(Outgoing out) {
        if (!out.isGrpc()) {
            return web;
        }
        if (grpc == null) {
            grpc = grpcDoor.get();
        }
        return grpc;
    }

    private Door door(Vertx vertx, URI to, HttpClientOptions common, boolean http2, PoolOptions pool) {
        boolean secure = "https".equals(to.getScheme());
        HttpClientOptions options = new HttpClientOptions(common)
                .setSsl(secure)
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
        if (secure) {
            options.setUseAlpn(http2);
            address.tls().applyTo(options);
        }
        String path = to.getRawPath() == null ? "" : to.getRawPath();
        int port = to.getPort() >= 0 ? to.getPort() : secure ? HTTPS : HTTP;
        // A literal IPv6 address has brackets in a URI, and none as the name of a socket's address.
        String host = to.getHost().startsWith("[")
                ? to.getHost().substring(1, to.getHost().length() - 1)
                : to.getHost();
        return new Door(
                // Without a handler Vert.x logs a line for each connection that fails; the calls on it are told of it
                // anyway.
                vertx.httpClientBuilder()
                        .with(options)
                        .with(pool)
                        .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                        .build(),
                SocketAddress.inetSocketAddress(port, host),
                to.getHost(),
                port,
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                secure);
    }

    private static int share(int all, int loops) {
        return (all + loops - 1) / loops;
    }
}
