package dev.weir.benchmark.operation;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A model server that answers at once, and always the same. */
final class Variant {

    private static final String ANSWER =
            """
            {"model_name":"m","outputs":[{"name":"label","datatype":"BYTES","shape":[1],"data":["positive"]},\
            {"name":"score","datatype":"FP32","shape":[1],"data":[0.93]}]}""";

    private static final long START_SECONDS = 10;

    private Variant() {}

    /** Starts one and returns its address; it ends with the given Vert.x. */
    static String start(Vertx vertx) throws TimeoutException {
        int port = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(ANSWER))
                .listen()
                .await(START_SECONDS, TimeUnit.SECONDS)
                .actualPort();
        return "http://127.0.0.1:" + port;
    }
}
