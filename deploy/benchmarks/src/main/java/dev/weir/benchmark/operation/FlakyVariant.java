package dev.weir.benchmark.operation;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A model server of a variant under trial: answers after a moment, and fails as often as its model says. */
final class FlakyVariant {

    private static final String ANSWER =
            """
            {"model_name":"m","outputs":[{"name":"label","datatype":"BYTES","shape":[1],"data":["positive"]}]}""";

    private static final long CALL_MILLIS = 15;
    private static final long START_SECONDS = 10;

    private FlakyVariant() {}

    /** Starts one and returns its address; it ends with the given Vert.x. */
    static String start(Vertx vertx, TrialModel model, String variant) throws TimeoutException {
        int port = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> vertx.setTimer(CALL_MILLIS, due -> request.response()
                        .setStatusCode(model.fails(variant) ? 500 : 200)
                        .putHeader("Content-Type", "application/json")
                        .end(ANSWER)))
                .listen()
                .await(START_SECONDS, TimeUnit.SECONDS)
                .actualPort();
        return "http://127.0.0.1:" + port;
    }
}
