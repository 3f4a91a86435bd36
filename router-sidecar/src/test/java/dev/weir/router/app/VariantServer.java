package dev.weir.router.app;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/** What serves a variant of a model; it ends with its Vert.x. */
final class VariantServer {

    private VariantServer() {}

    /** Serves one answer to every request, and returns its port. */
    static int answering(Vertx vertx, String body) throws Exception {
        return start(vertx, request -> request.response().end(body));
    }

    /** Serves, and returns its port. */
    static int start(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(handler)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
    }
}
