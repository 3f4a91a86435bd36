package dev.weir.router.proxy;

import dev.weir.router.http.Problem;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.Assignment;
import dev.weir.router.report.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the model of a request and sends it on: an inference to the variant assigned, the rest to the one in charge. */
final class InferenceProxy {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceProxy.class);

    private final Vertx vertx;
    private final Map<String, Variants> models;
    private final Assigner assigner;
    private final Consumer<Call> calls;
    private final long maxBodyBytes;
    private final ProxyMeters meters;

    InferenceProxy(
            Vertx vertx,
            Map<String, Variants> models,
            Assigner assigner,
            Consumer<Call> calls,
            long maxBodyBytes,
            ProxyMeters meters) {
        this.vertx = vertx;
        this.models = models;
        this.assigner = assigner;
        this.calls = calls;
        this.maxBodyBytes = maxBodyBytes;
        this.meters = meters;
    }

    void handle(HttpServerRequest user) {
        Target target = Target.of(user);
        if (target == null) {
            refuse(
                    user,
                    404,
                    "no path of the Open Inference Protocol: " + user.path()
                            + "; ask POST /v2/models/MODEL/infer, MODEL one of " + models.keySet());
            return;
        }
        Variants variants = variants(target);
        if (variants == null) {
            refuse(
                    user,
                    404,
                    (target.model() == null ? "the request names no model" : "no model " + target.model())
                            + "; this sidecar serves " + models.keySet());
            return;
        }
        BodyReader.read(user, maxBodyBytes)
                .compose(body -> target.inference() ? infer(variants, user, body) : passOn(variants, user, body))
                .onFailure(failure -> failed(user, failure));
    }

    private Variants variants(Target target) {
        if (target.model() == null && models.size() == 1) {
            return models.values().iterator().next();
        }
        return target.model() == null ? null : models.get(target.model());
    }

    private Future<Void> infer(Variants variants, HttpServerRequest user, Buffer body) {
        ProxiedModel model = variants.model();
        return RequestFacts.read(vertx, model, user, body).map(facts -> {
            Assignment assignment = assigner.assign(model.name(), facts.requestId(), facts.unit(), facts.segments());
            new Exchange(vertx, variants, user, body, assignment, calls, meters).start();
            return null;
        });
    }

    private Future<Void> passOn(Variants variants, HttpServerRequest user, Buffer body) {
        new PassThrough(vertx, variants, user, body).start();
        return Future.succeededFuture();
    }

    private void failed(HttpServerRequest user, Throwable failure) {
        if (failure instanceof BodyReader.TooLargeException) {
            refuse(user, 413, failure.getMessage());
        } else if (!user.response().ended() && !user.response().closed()) {
            LOG.error("request not handled path={}", user.path(), failure);
            refuse(user, 500, "the sidecar could not handle the request; its log says why");
        }
    }

    private void refuse(HttpServerRequest user, int status, String detail) {
        meters.refused();
        new Problem(status, detail).send(user.response());
    }
}
