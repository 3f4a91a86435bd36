package dev.weir.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.CheckState;
import dev.weir.view.ControlView;
import dev.weir.view.Delivery;
import dev.weir.view.Trail;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code /v1/models/{model}/evidence|delivery}: what changes over a rollout, in the form charts are drawn from: the
 * figures of each check over time, and how tables reached the sidecars and were followed.
 */
final class ChartRoutes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long MICROS = 1_000;

    private final ControlView view;

    ChartRoutes(ControlView view) {
        this.view = view;
    }

    void addTo(Router router) {
        router.get("/v1/models/:model/evidence").handler(this::evidence);
        router.get("/v1/models/:model/delivery").handler(this::delivery);
    }

    private void evidence(RoutingContext context) {
        Trail trail = ModelPath.image(context, view).trail();
        ObjectNode body = NODES.objectNode().put("rollout", trail.rollout());
        ArrayNode points = body.putArray("points");
        for (Trail.Point point : trail.points()) {
            ObjectNode node = points.addObject();
            node.set("at", JsonCodec.toJson(point.at()));
            node.put("stage", point.stage()).put("status", point.status().name());
            ArrayNode checks = node.putArray("checks");
            point.figures().forEach(figure -> checks.add(figure(figure)));
        }
        Answers.json(context, 200, body);
    }

    private static ObjectNode figure(Trail.Figure figure) {
        CheckState state = figure.state();
        return NODES.objectNode()
                .put("metric", figure.metric())
                .put("ratio", figure.ratio())
                .put("threshold", figure.threshold())
                .put("ciLow", figure.ciLow())
                .put("ciHigh", figure.ciHigh())
                .put("baselineValue", figure.baselineValue())
                .put("candidateValue", figure.candidateValue())
                .put("eValue", figure.eValue())
                .put("advanceEValue", figure.advanceEValue())
                .put("state", state.name());
    }

    private void delivery(RoutingContext context) {
        Delivery delivery = ModelPath.image(context, view).delivery();
        ObjectNode body = NODES.objectNode();
        ArrayNode revisions = body.putArray("revisions");
        boolean acks = "true".equals(context.request().getParam("acks"));
        for (Delivery.Revision revision : delivery.revisions()) {
            ObjectNode node = revision(revision);
            if (acks) {
                ObjectNode applied = node.putObject("appliedAt");
                revision.appliedAt().forEach((sidecar, at) -> applied.put(sidecar, at.toString()));
            }
            revisions.add(node);
        }
        body.put("sliceSeconds", Delivery.SLICE_SECONDS);
        ArrayNode slices = body.putArray("slices");
        for (Delivery.Slice slice : delivery.slices()) {
            ObjectNode node = slices.addObject();
            node.set("start", JsonCodec.toJson(slice.start()));
            node.set("assigned", counts(slice.assigned()));
        }
        Answers.json(context, 200, body);
    }

    private static ObjectNode revision(Delivery.Revision revision) {
        ObjectNode node = NODES.objectNode().put("revision", revision.revision());
        node.set("decidedAt", JsonCodec.toJson(revision.decidedAt()));
        node.put("stage", revision.stage());
        ObjectNode weights = node.putObject("weights");
        revision.weights().forEach(weights::put);
        node.put("acks", revision.appliedAt().size());
        List<Long> delays = delays(revision);
        node.put("p50Micros", quantile(delays, 0.50));
        node.put("p99Micros", quantile(delays, 0.99));
        node.put("maxMicros", quantile(delays, 1));
        node.set("assigned", counts(revision.assigned()));
        return node;
    }

    private static ObjectNode counts(Map<String, Long> assigned) {
        ObjectNode node = NODES.objectNode();
        assigned.forEach(node::put);
        return node;
    }

    /** Microseconds from the decision to each sidecar, shortest first; clocks that differ do not make it negative. */
    private static List<Long> delays(Delivery.Revision revision) {
        Instant from = revision.decidedAt();
        return from == null
                ? List.of()
                : revision.appliedAt().values().stream()
                        .map(at -> Math.max(0, Duration.between(from, at).toNanos() / MICROS))
                        .sorted()
                        .toList();
    }

    private static Long quantile(List<Long> sorted, double q) {
        return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(q * sorted.size()) - 1);
    }
}
