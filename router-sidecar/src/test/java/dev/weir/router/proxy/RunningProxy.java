package dev.weir.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.http.ServerTls;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.Call;
import dev.weir.router.selection.RouteImage;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A proxy on a port of its own with upstreams on theirs, and what it told of its calls. */
final class RunningProxy implements AutoCloseable {

    static final long MAX_BODY_BYTES = 16L << 20;

    final Vertx vertx;
    final List<Call> calls = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    volatile RouteImage image = RouteImage.EMPTY;
    private final Duration idleTimeout;
    private ProxyServer proxy;
    private int port;

    RunningProxy() {
        this(Duration.ofSeconds(75));
    }

    /** Makes one that closes connections after so long a time without a request. */
    RunningProxy(Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
        this.vertx = StrictHttp.vertx(new VertxOptions(), idleTimeout);
    }

    /** Starts to serve models. */
    RunningProxy serve(ProxiedModel... models) {
        return serve(Duration.ofSeconds(10), models);
    }

    RunningProxy serve(Duration bodyTimeout, ProxiedModel... models) {
        return serve(bodyTimeout, null, models);
    }

    RunningProxy serve(Duration bodyTimeout, ServerTls tls, ProxiedModel... models) {
        Map<String, String> first = new LinkedHashMap<>();
        for (ProxiedModel model : models) {
            first.put(model.name(), model.firstVariant());
        }
        Assigner assigner = new Assigner(() -> image, first, System::currentTimeMillis, meters);
        proxy = new ProxyServer(
                vertx, options(bodyTimeout, tls), List.of(models), () -> image, assigner, calls::add, meters);
        port = get(proxy.listen());
        return this;
    }

    private ProxyServer.Options options(Duration bodyTimeout, ServerTls tls) {
        return new ProxyServer.Options("127.0.0.1", 0, MAX_BODY_BYTES, bodyTimeout, idleTimeout, tls, 2);
    }

    /** Has it serve other models from now on. */
    void reload(ProxiedModel... models) {
        get(proxy.serve(options(Duration.ofSeconds(10), null), List.of(models)));
    }

    /** Starts a server that is to be a variant. */
    URI upstream(Handler<HttpServerRequest> handler) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
        HttpServer server = get(vertx.createHttpServer(options)
                .connectionHandler(connection -> StrictHttp.onConnection(connection, options))
                .requestHandler(handler)
                .listen());
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Returns an address at which nobody listens: a port that is given to nobody who asks for any. */
    static URI nobody() {
        return URI.create("http://127.0.0.1:1");
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    Future<Void> drain(Duration grace) {
        return proxy.close(grace);
    }

    /** Waits until nothing is on its way any more. */
    void awaitIdle() {
        await().untilAsserted(() -> {
            assertThat(gauge("weir.router.requests.in.flight")).isZero();
            assertThat(gauge("weir.router.calls.in.flight")).isZero();
        });
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    double counted(String name, String... tags) {
        double sum = 0;
        for (Meter meter : meters.find(name).tags(tags).meters()) {
            sum += meter.measure().iterator().next().getValue();
        }
        return sum;
    }

    @Override
    public void close() {
        if (proxy != null) {
            get(proxy.close(Duration.ofSeconds(2)));
        }
        get(vertx.close());
    }

    static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
