package dev.weir.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.view.ControlView;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** {@code /metrics}, {@code /health/live} and {@code /health/ready}. */
final class OperationsRoutes {
    private final ControlView view;
    private final Readiness readiness;
    private final PrometheusMeterRegistry metrics;

    OperationsRoutes(ControlView view, Readiness readiness, PrometheusMeterRegistry metrics) {
        this.view = view;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    void addTo(Router router) {
        router.get("/metrics").handler(this::scrape);
        router.get("/health/live")
                .handler(context -> Answers.json(
                        context, 200, JsonNodeFactory.instance.objectNode().put("status", "UP")));
        router.get("/health/ready").handler(this::ready);
    }

    /** Some of the meters ask the operating system, so they are read off the event loop. */
    private void scrape(RoutingContext context) {
        context.vertx()
                .executeBlocking(metrics::scrape)
                .onSuccess(text -> context.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(Buffer.buffer(text)))
                .onFailure(failure -> Answers.failure(context, failure));
    }

    private void ready(RoutingContext context) {
        List<String> missing = new ArrayList<>(readiness.missing());
        if (!view.isCaughtUp()) {
            missing.add("the control topics are still being read");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", missing.isEmpty() ? "UP" : "DOWN");
        ArrayNode reasons = body.putArray("missing");
        missing.forEach(reasons::add);
        Answers.json(context, missing.isEmpty() ? 200 : 503, body);
    }
}
