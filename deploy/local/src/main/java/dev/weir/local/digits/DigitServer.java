package dev.weir.local.digits;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An inference server for one variant, speaking the Open Inference Protocol on a free port of 127.0.0.1.
 *
 * <p>{@code POST /v2/models/digits/infer} answers with {@code label} (BYTES) and {@code score} (FP32);
 * {@code GET /v2/models/digits}, {@code /v2/models/digits/ready}, {@code /v2/health/ready} and {@code /live} are there.
 * A request that cannot be read is a 400; an exception of the model is a 500 with the exception as its error.
 */
public final class DigitServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DigitServer.class);
    private static final String HOST = "127.0.0.1";
    private static final String MODEL_PATH = "/v2/models/" + DigitVariants.MODEL;
    private static final int MAX_BODY_BYTES = 1 << 16;
    private static final long LIMIT_SECONDS = 20;

    private final DigitModel model;
    private final FeatureStore features;
    private final HttpServer server;
    private final AtomicLong faults = new AtomicLong();

    private DigitServer(Vertx vertx, DigitModel model) {
        this.model = model;
        this.features = new FeatureStore(vertx);
        // An offered change to HTTP/2 would lose long answers, as in ControlPlane.
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(HOST).setPort(0).setHttp2ClearTextEnabled(false))
                .requestHandler(router(vertx));
    }

    /** Starts a server for the model and waits until it listens. */
    public static DigitServer start(Vertx vertx, DigitModel model) {
        DigitServer server = new DigitServer(vertx, model);
        await(server.server.listen());
        LOG.info("model server started variant={} url={}", model.version(), server.url());
        return server;
    }

    /** Base address, without a path. */
    public String url() {
        return "http://" + HOST + ":" + server.actualPort();
    }

    /** The variant served. */
    public String variant() {
        return model.version();
    }

    @Override
    public void close() {
        await(server.close());
        LOG.info("model server stopped variant={} faults={}", model.version(), faults);
    }

    private Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.get("/v2/health/live").handler(request -> request.json(JsonObject.of("live", true)));
        router.get("/v2/health/ready").handler(request -> request.json(JsonObject.of("ready", true)));
        router.get(MODEL_PATH + "/ready").handler(this::ready);
        router.get(MODEL_PATH).handler(request -> request.json(metadata()));
        router.post(MODEL_PATH + "/infer")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(this::infer);
        return router;
    }

    private void ready(RoutingContext request) {
        request.json(JsonObject.of("name", DigitVariants.MODEL, "ready", true));
    }

    private JsonObject metadata() {
        return JsonObject.of(
                "name", DigitVariants.MODEL,
                "versions", JsonArray.of(model.version()),
                "platform", "weir-local",
                "inputs", JsonArray.of(tensor(InferRequest.INPUT, InferRequest.DATATYPE, -1, DigitImage.CELLS)),
                "outputs", JsonArray.of(tensor("label", "BYTES", -1), tensor("score", "FP32", -1)));
    }

    private void infer(RoutingContext request) {
        InferRequest asked;
        try {
            asked = InferRequest.parse(request.body().asJsonObject());
        } catch (IllegalArgumentException | DecodeException | ClassCastException | NullPointerException e) {
            fail(request, 400, "cannot read the request: " + e.getMessage());
            return;
        }
        features.lookUp(model.featureLookups(asked.image()))
                .map(found -> model.classify(asked.image()))
                .onSuccess(prediction -> request.json(answer(asked, prediction)))
                .onFailure(fault -> faulted(request, fault));
    }

    private JsonObject answer(InferRequest asked, DigitPrediction prediction) {
        JsonObject answer = JsonObject.of("model_name", DigitVariants.MODEL, "model_version", model.version());
        if (asked.id() != null) {
            answer.put("id", asked.id());
        }
        return answer.put(
                "outputs",
                JsonArray.of(
                        tensor("label", "BYTES", 1).put("data", JsonArray.of(prediction.label())),
                        tensor("score", "FP32", 1).put("data", JsonArray.of((float) prediction.score()))));
    }

    private void faulted(RoutingContext request, Throwable fault) {
        if (faults.getAndIncrement() == 0) {
            LOG.warn("model failed variant={}; further failures are counted", model.version(), fault);
        }
        fail(request, 500, fault.toString());
    }

    private static void fail(RoutingContext request, int status, String message) {
        request.response().setStatusCode(status);
        request.json(JsonObject.of("error", message));
    }

    private static JsonObject tensor(String name, String datatype, Integer... shape) {
        return JsonObject.of("name", name, "datatype", datatype, "shape", JsonArray.of((Object[]) shape));
    }

    private static void await(Future<?> future) {
        try {
            future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the model server did not answer within " + LIMIT_SECONDS + " s", e);
        }
    }
}
