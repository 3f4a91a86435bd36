package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.Durations;
import dev.weir.rollout.Fingerprint;
import dev.weir.rollout.Watch;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/rollouts}, {@code .../{model}} and {@code .../{model}/plan}. */
final class StatusRoutes {
    /** Rows of a summary are small, and a page of the dashboard shows all of them. */
    private static final int ROWS = 10_000;

    private static final Page<ModelImage> BY_MODEL = Page.byName(ModelImage::model);

    private final ControlView view;
    private final Clock clock;

    StatusRoutes(ControlView view, Clock clock) {
        this.view = view;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/v1/rollouts").handler(this::list);
        router.get("/v1/rollouts/:model").handler(this::status);
        router.get("/v1/rollouts/:model/plan").handler(this::plan);
    }

    /** With {@code ?summary=true} each as one row of a list, which a thousand models do not make too long. */
    private void list(RoutingContext context) {
        boolean summary = Query.flag(context, "summary");
        Instant now = clock.instant();
        List<ModelImage> images = withRollout();
        ObjectNode body = summary
                ? BY_MODEL.of(context, "rollouts", images, RolloutSummary::of, ROWS, ROWS)
                : BY_MODEL.of(
                        context, "rollouts", images, image -> StatusDocument.of(image, view.watch(image.model()), now));
        body.set("at", JsonCodec.toJson(now));
        ArrayNode watches = body.putArray("watches");
        if (context.request().getParam("cursor") == null) {
            addWatches(watches, null, now);
        }
        Answers.json(context, 200, body);
    }

    private List<ModelImage> withRollout() {
        return view.models().stream()
                .filter(image -> image.state().rollout() != null)
                .toList();
    }

    private void addWatches(ArrayNode watches, String model, Instant now) {
        view.models().stream()
                .filter(image -> image.state().rollout() == null && (model == null || model.equals(image.model())))
                .forEach(
                        image -> view.watch(image.model()).ifPresent(watch -> watches.add(watched(watch, image, now))));
    }

    /**
     * How things stand, as the list of rollouts has it in one page: of one model with all that is known, of all models as rows.
     *
     * @param model null for all
     */
    ObjectNode snapshot(String model) {
        Instant now = clock.instant();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode rollouts = body.putArray("rollouts");
        withRollout().stream()
                .filter(image -> model == null || model.equals(image.model()))
                .map(image ->
                        model == null ? RolloutSummary.of(image) : StatusDocument.of(image, view.watch(model), now))
                .forEach(rollouts::add);
        body.put("total", rollouts.size()).putNull("nextCursor");
        body.set("at", JsonCodec.toJson(now));
        addWatches(body.putArray("watches"), model, now);
        return body;
    }

    private void status(RoutingContext context) {
        ModelImage image = ModelPath.image(context, view);
        ObjectNode body = document(image);
        Answers.tagged(context, 200, body, tag(image, body));
    }

    private void plan(RoutingContext context) {
        ModelImage image = ModelPath.image(context, view);
        JsonNode body = image.state().rollout() == null
                ? JsonCodec.toJson(WatchCodec.toWire(view.watch(image.model()).orElseThrow(() -> nothing(image))))
                : JsonCodec.toJson(PlanCodec.toWire(image.state().rollout().plan()));
        Answers.tagged(context, 200, body, Tag.of(body));
    }

    /** What can be said of a model: where its rollout stands, or how its watch goes. */
    private ObjectNode document(ModelImage image) {
        Optional<Watch> watch = view.watch(image.model());
        if (image.state().rollout() != null) {
            return StatusDocument.of(image, watch, clock.instant());
        }
        Instant now = clock.instant();
        ObjectNode body = watched(watch.orElseThrow(() -> nothing(image)), image, now);
        body.set("at", JsonCodec.toJson(now));
        body.set("alerts", StatusDocument.list(image.alerts(), StatusDocument.LATEST));
        return body;
    }

    private static ProblemException nothing(ModelImage image) {
        return ProblemException.notFound(
                "the plan of " + image.model() + " has been deleted, or has not been read yet");
    }

    /** The tag of a status: its edition is the model's state, its content all but what a clock alone changes. */
    static Tag tag(ModelImage image, ObjectNode status) {
        ObjectNode still = status.deepCopy();
        still.remove(List.of("at", "warnings"));
        if (still.get("baselineFigures") instanceof ObjectNode figures) {
            figures.remove("ageMs");
        }
        if (still.get("overdue") instanceof ObjectNode overdue) {
            overdue.remove("fullForMs");
        }
        if (still.get("retraining") instanceof ObjectNode retraining) {
            retraining.remove(List.of("deployedForMs", "message", "warnings", "actions"));
        }
        return Tag.of(Fingerprint.of(image.state()), still);
    }

    private static ObjectNode watched(Watch watch, ModelImage image, Instant now) {
        ObjectNode node = watched(watch);
        node.set("accuracy", StatusDocument.orNull(image.accuracy()));
        node.set("drift", StatusDocument.orNull(image.drift()));
        return node.set("retraining", RetrainingDocument.of(image, watch, now));
    }

    /** A watch without a rollout. */
    static ObjectNode watched(Watch watch) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", watch.model())
                .put("watch", watch.name())
                .put("variant", watch.variant())
                .put("timeout", Durations.format(watch.timeout()))
                .put(
                        "labelHorizon",
                        watch.accuracy() == null
                                ? null
                                : Durations.format(watch.accuracy().labelHorizon()))
                .put(
                        "driftWindow",
                        watch.drift() == null
                                ? null
                                : Durations.format(watch.drift().window()));
    }
}
