package dev.weir.router.proxy;

import dev.weir.router.http.MalformedRequests;
import dev.weir.router.proxy.ModelFinder.Found;
import dev.weir.router.proxy.protocol.ModelPlace;
import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.proxy.protocol.Target.Kind;
import dev.weir.router.proxy.upstream.Deadlines;
import dev.weir.router.proxy.upstream.Headers;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.Assignment;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the requests: finds the model of each and sends it on, an inference to the variant assigned, the
 * rest to the one in charge.
 */
final class InferenceProxy {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceProxy.class);

    /** A body above this is searched for its model on a worker thread. */
    private static final int INLINE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final ModelFinder models;
    private final Function<SharedModel, ServedModel> served;
    private final Assigner assigner;
    private final Recorder recorder;
    private final long maxBodyBytes;
    private final Deadlines patience;
    private final OpenConnections connections;
    private final ProxyMeters meters;

    InferenceProxy(
            Vertx vertx,
            ModelFinder models,
            Function<SharedModel, ServedModel> served,
            Assigner assigner,
            Recorder recorder,
            long maxBodyBytes,
            Deadlines patience,
            OpenConnections connections,
            ProxyMeters meters) {
        this.vertx = vertx;
        this.models = models;
        this.served = served;
        this.assigner = assigner;
        this.recorder = recorder;
        this.maxBodyBytes = maxBodyBytes;
        this.patience = patience;
        this.connections = connections;
        this.meters = meters;
    }

    void handle(HttpServerRequest http) {
        meters.began();
        connections.began(http.connection());
        http.response().endHandler(ended -> {
            meters.ended();
            connections.ended(http.connection());
        });
        UserRequest user = new UserRequest(http, maxBodyBytes, patience);
        try {
            Refusal malformed = RequestRules.broken(http);
            if (malformed != null) {
                refuse(user, malformed);
                return;
            }
            String header = http.headers().get(Headers.MODEL);
            Found found = models.find(http.method(), http.path(), header, user.isGrpc());
            if (found.refusal() != null) {
                refuse(user, found.refusal());
            } else if (found.isInBody()) {
                collect(user, models.captureBytes(), found.target(), () -> findInBody(user, found, header));
            } else {
                ServedModel model = served.apply(found.model());
                collect(
                        user,
                        model.model().calls().captureBytes(),
                        found.target(),
                        () -> serve(model, user, found.target()));
            }
        } catch (RuntimeException e) {
            failed(user, e);
        }
    }

    /** Answers what is no HTTP, or not to be taken for it. */
    void refuseMalformed(HttpServerRequest http) {
        meters.refused();
        MalformedRequests.answer(http);
    }

    /** Takes the body whole, up to the limit; of a stream of messages only what is needed to know where it goes. */
    private void collect(UserRequest user, int captureBytes, Target target, Runnable then) {
        ModelPlace place = target.place();
        boolean streams = user.isGrpc()
                && (target.kind() == Kind.STREAMED_CALL || target.kind() == Kind.OTHER && !place.isInBody());
        Predicate<Buffer> enough =
                streams ? body -> !place.isInBody() || place.find(body, user.messageEncoding()) != null : null;
        user.collect(
                captureBytes,
                enough,
                () -> {
                    try {
                        then.run();
                    } catch (RuntimeException e) {
                        failed(user, e);
                    }
                },
                fault -> refuse(user, Refusal.of(fault)));
    }

    private void findInBody(UserRequest user, Found byHead, String header) {
        Buffer body = user.captured();
        ModelPlace place = byHead.target().place();
        Consumer<String> then = name -> {
            Found found = models.byName(byHead, name, header);
            if (found.refusal() != null) {
                refuse(user, found.refusal());
            } else {
                serve(served.apply(found.model()), user, found.target());
            }
        };
        if (body.length() <= INLINE_BYTES) {
            then.accept(place.find(body, user.messageEncoding()));
        } else {
            vertx.executeBlocking(() -> place.find(body, user.messageEncoding()), false)
                    .onSuccess(then::accept)
                    .onFailure(failure -> failed(user, failure));
        }
    }

    private void serve(ServedModel model, UserRequest user, Target target) {
        if (!target.isInference()) {
            new PassThrough(model, user, target).start();
            return;
        }
        RequestFacts.read(vertx, model.sources(), user, facts -> {
            Assignment assignment =
                    assigner.assign(model.model().name(), facts.requestId(), facts.unit(), facts.segments());
            new Exchange(model, user, target, assignment, recorder, meters).start();
        });
    }

    private void failed(UserRequest user, Throwable failure) {
        LOG.error("request not handled path={}", user.http().path(), failure);
        refuse(user, new Refusal(500, "the sidecar could not handle the request; its log says why"));
    }

    private void refuse(UserRequest user, Refusal refusal) {
        meters.refused();
        refusal.send(user);
    }
}
