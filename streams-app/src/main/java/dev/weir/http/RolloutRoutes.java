package dev.weir.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.Durations;
import dev.weir.config.RolloutFile;
import dev.weir.config.WatchFile;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Signal;
import dev.weir.rollout.Watch;
import dev.weir.schema.Decision;
import dev.weir.view.ControlSink;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/rollouts}: submit, read and delete plans. */
final class RolloutRoutes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ControlView view;
    private final ControlSink sink;
    private final DecisionWatch watch;
    private final Clock clock;
    private final Dialogue dialogue;

    RolloutRoutes(ControlView view, ControlSink sink, DecisionWatch watch, Clock clock, Dialogue dialogue) {
        this.view = view;
        this.sink = sink;
        this.watch = watch;
        this.clock = clock;
        this.dialogue = dialogue;
    }

    void addTo(Router router) {
        router.put("/v1/rollouts").handler(this::submit);
        router.get("/v1/rollouts").handler(this::list);
        router.get("/v1/rollouts/:model").handler(this::status);
        router.delete("/v1/rollouts/:model").handler(this::withdraw);
    }

    /** With {@code ?summary=true} each as one row of a list, which a thousand models do not make too long. */
    private void list(RoutingContext context) {
        boolean summary = "true".equals(context.request().getParam("summary"));
        Instant now = clock.instant();
        ObjectNode body = NODES.objectNode();
        body.set("at", JsonCodec.toJson(now));
        ArrayNode rollouts = body.putArray("rollouts");
        view.models().stream()
                .filter(image -> image.state().rollout() != null)
                .forEach(image -> rollouts.add(summary ? RolloutSummary.of(image) : StatusDocument.of(image, now)));
        Answers.json(context, 200, body);
    }

    private void status(RoutingContext context) {
        ModelImage image = ModelPath.image(context, view);
        if (image.state().rollout() == null && view.watch(image.model()).isPresent()) {
            ObjectNode body = watched(view.watch(image.model()).get());
            body.set("accuracy", StatusDocument.accuracy(image));
            body.set("alerts", StatusDocument.list(image.alerts(), StatusDocument.LATEST));
            Answers.json(context, 200, body);
            return;
        }
        if (image.state().rollout() == null) {
            throw ProblemException.notFound(
                    "the plan of " + image.model() + " has been deleted, or has not been read yet");
        }
        Answers.json(context, 200, StatusDocument.of(image, clock.instant()));
    }

    private void submit(RoutingContext context) {
        if (!view.isCaughtUp()) {
            throw ProblemException.unavailable(
                    "the control plane is still reading its topics and cannot tell what runs; try again in a moment");
        }
        String text = context.body().asString();
        String by = Person.of(context);
        if (text != null && WatchFile.isWatch(text)) {
            watch(context, WatchFile.read(text, clock.instant(), by));
            return;
        }
        RolloutFile file = RolloutFile.read(
                text == null ? "" : text, clock.instant(), by, context.request().getParam("override"));
        Plan plan = file.plan().orElseThrow(() -> ProblemException.badFile(file.problems()));
        ModelState state =
                view.model(plan.model()).map(ModelImage::knownState).orElse(ModelState.unknown(plan.model()));
        // Refused here already where it can be: a plan that only the judge refuses takes the place of the running one
        // on the compacted topic.
        Optional<dev.weir.rollout.Decision> foreseen =
                RolloutMachine.decide(state, new Signal.Submitted(plan, clock.instant()));
        if (foreseen.isEmpty()) {
            Answers.json(context, 200, answer(plan, file));
            return;
        }
        if (foreseen.get().action() == Action.REFUSE) {
            throw ProblemException.conflict(foreseen.get().reason());
        }
        CompletableFuture<Decision> decided = watch.plan(plan.model(), by);
        dialogue.await(context, sink.submit(plan), decided, decision -> {
            if (decision.isEmpty()) {
                Answers.json(context, 202, undecided(plan));
            } else {
                Answers.json(context, 201, answer(plan, file));
            }
        });
    }

    private void watch(RoutingContext context, WatchFile file) {
        Watch submitted = file.watch().orElseThrow(() -> ProblemException.badFile(file.problems()));
        String model = submitted.model();
        ModelState state = view.model(model).map(ModelImage::knownState).orElse(ModelState.unknown(model));
        RolloutMachine.decide(state, new Signal.WatchAsked(submitted, clock.instant()))
                .ifPresent(refusal -> {
                    throw ProblemException.conflict(refusal.reason());
                });
        sink.submit(submitted).whenComplete((written, failure) -> context.vertx()
                .getOrCreateContext()
                .runOnContext(go -> {
                    if (failure != null) {
                        Answers.failure(context, failure);
                    } else {
                        Answers.json(context, 201, watched(submitted));
                    }
                }));
    }

    private static ObjectNode watched(Watch watch) {
        return NODES.objectNode()
                .put("model", watch.model())
                .put("watch", watch.name())
                .put("variant", watch.variant())
                .put("timeout", Durations.format(watch.timeout()))
                .put("labelHorizon", Durations.format(watch.accuracy().labelHorizon()));
    }

    /** The status, or as much of it as is known right after the start, with the warnings of the file. */
    private ObjectNode answer(Plan plan, RolloutFile file) {
        ObjectNode body = view.model(plan.model())
                .filter(image -> image.state().rollout() != null)
                .filter(image -> image.state().rollout().plan().name().equals(plan.name()))
                .map(image -> StatusDocument.of(image, clock.instant()))
                .orElseGet(() -> NODES.objectNode().put("model", plan.model()).put("rollout", plan.name()));
        body.set("warnings", ProblemException.problems(file.warnings()));
        return body;
    }

    private ObjectNode undecided(Plan plan) {
        return NODES.objectNode()
                .put("model", plan.model())
                .put("rollout", plan.name())
                .put("message", dialogue.undecided("the plan"));
    }

    private void withdraw(RoutingContext context) {
        ModelImage image = ModelPath.image(context, view);
        Instant at = clock.instant();
        sink.withdraw(image.model()).whenComplete((written, failure) -> context.vertx()
                .getOrCreateContext()
                .runOnContext(go -> {
                    if (failure != null) {
                        Answers.failure(context, failure);
                    } else {
                        ObjectNode body = NODES.objectNode().put("model", image.model());
                        body.set("withdrawnAt", JsonCodec.toJson(at));
                        Answers.json(context, 202, body);
                    }
                }));
    }
}
