package dev.weir.router.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;

/** One variant's address, with a pool of connections of its own, so that a slow variant takes none from another. */
final class Upstream {

    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_WAITING = 1_024;
    private static final Duration MAX_CONNECT = Duration.ofSeconds(1);

    // Below the five seconds after which common model servers (uvicorn) close an idle connection: a request sent into a
    // connection that the server is closing would count as the variant's error.
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final HttpClient client;
    private final URI address;
    private final String basePath;
    private final boolean secure;

    Upstream(Vertx vertx, URI address, Duration timeout) {
        this.address = address;
        this.secure = "https".equals(address.getScheme());
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        this.basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        Duration connect = timeout.compareTo(MAX_CONNECT) < 0 ? timeout : MAX_CONNECT;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setSsl(secure)
                        .setVerifyHost(true)
                        .setConnectTimeout((int) connect.toMillis())
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS))
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING))
                .build();
    }

    /**
     * Returns how to ask this variant.
     *
     * @param method method of the user's request
     * @param uri    its path and query, put below the variant's own path
     */
    RequestOptions request(HttpMethod method, String uri) {
        int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        return new RequestOptions()
                .setMethod(method)
                .setHost(address.getHost())
                .setPort(port)
                .setSsl(secure)
                .setURI(basePath + uri);
    }

    HttpClient client() {
        return client;
    }

    Future<Void> close() {
        return client.close();
    }
}
