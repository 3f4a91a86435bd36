package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.RolloutFile;
import dev.weir.config.WatchFile;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Signal;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.schema.Decision;
import dev.weir.view.ControlSink;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code PUT /v1/rollouts} and {@code DELETE /v1/rollouts/{model}}: plans come and go. */
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
        router.delete("/v1/rollouts/:model").handler(this::withdraw);
    }

    private void submit(RoutingContext context) {
        Query.only(context, "dryRun", "override");
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
        check(context, plan.model());
        // Refused here already where it can be: a plan that only the judge refuses takes the place of the running one
        // on the compacted topic.
        Optional<dev.weir.rollout.Decision> foreseen =
                RolloutMachine.decide(state(plan.model()), new Signal.Submitted(plan, clock.instant()));
        boolean dryRun = Query.flag(context, "dryRun");
        if (foreseen.isEmpty()) {
            if (dryRun) {
                Answers.json(context, 200, checked(plan, file, "it is the one submitted last; nothing would change"));
            } else {
                answer(context, 200, plan, file);
            }
            return;
        }
        if (foreseen.get().action() == Action.REFUSE) {
            throw ProblemException.conflict(foreseen.get().reason());
        }
        if (dryRun) {
            Answers.json(context, 200, checked(plan, file, "nothing is wrong with it; it would start"));
            return;
        }
        CompletableFuture<Decision> decided = watch.plan(plan.model(), by);
        dialogue.await(context, sink.submit(plan), decided, Dialogue::refusal, decision -> {
            if (decision.isEmpty()) {
                Answers.json(context, 202, undecided(plan));
            } else {
                answer(context, 201, plan, file);
            }
        });
    }

    /** What {@code ?dryRun=true} answers of a plan that would be taken. */
    private static ObjectNode checked(Plan plan, RolloutFile file, String message) {
        ObjectNode body = NODES.objectNode()
                .put("model", plan.model())
                .put("rollout", plan.name())
                .put("message", message);
        body.set("warnings", ProblemException.problems(file.warnings()));
        return body;
    }

    /** A watch that is so already is not written again. */
    private void watch(RoutingContext context, WatchFile file) {
        Watch submitted = file.watch().orElseThrow(() -> ProblemException.badFile(file.problems()));
        String model = submitted.model();
        check(context, model);
        RolloutMachine.decide(state(model), new Signal.WatchAsked(submitted, clock.instant()))
                .ifPresent(refusal -> {
                    throw ProblemException.conflict(refusal.reason());
                });
        if (Query.flag(context, "dryRun")) {
            Answers.json(
                    context,
                    200,
                    StatusRoutes.watched(submitted).put("message", "nothing is wrong with it; the watch would begin"));
            return;
        }
        boolean same =
                view.watch(model).filter(known -> known.sameAs(submitted)).isPresent();
        if (same && Freshness.isGiven(context)) {
            Answers.json(context, 200, StatusRoutes.watched(submitted));
            return;
        }
        written(context, sink.submit(submitted), 201, StatusRoutes.watched(submitted));
    }

    private ModelState state(String model) {
        return view.model(model).map(ModelImage::knownState).orElse(ModelState.unknown(model));
    }

    /** What a submission is conditional on is the rollout or watch that the model has. */
    private void check(RoutingContext context, String model) {
        Optional<ModelImage> there = view.model(model).filter(this::hasPlan);
        Conditions.check(
                context,
                there.map(ModelDocument::tag).orElse(null),
                there.map(ModelDocument::of).orElse(null));
    }

    private boolean hasPlan(ModelImage image) {
        return image.state().rollout() != null || view.watch(image.model()).isPresent();
    }

    /** The status, or as much of it as is known right after the start, with the warnings of the file. */
    private void answer(RoutingContext context, int status, Plan plan, RolloutFile file) {
        Optional<ModelImage> started = view.model(plan.model())
                .filter(image -> image.state().rollout() != null)
                .filter(image -> image.state().rollout().plan().name().equals(plan.name()));
        ObjectNode body = started.map(image -> StatusDocument.of(image, view.watch(plan.model()), clock.instant()))
                .orElseGet(() -> NODES.objectNode().put("model", plan.model()).put("rollout", plan.name()));
        started.map(image -> StatusRoutes.tag(image, body))
                .ifPresent(tag -> context.response().putHeader("ETag", tag.quoted()));
        body.set("warnings", ProblemException.problems(file.warnings()));
        Answers.json(context, status, body);
    }

    private ObjectNode undecided(Plan plan) {
        return NODES.objectNode()
                .put("model", plan.model())
                .put("rollout", plan.name())
                .put("message", dialogue.undecided("the plan"));
    }

    private void withdraw(RoutingContext context) {
        Query.only(context, "reason");
        ModelImage image = ModelPath.image(context, view);
        Withdrawal withdrawal = new Withdrawal(
                Person.of(context), JsonBody.reasonOfDelete(context).orElse(""));
        Conditions.check(context, ModelDocument.tag(image), ModelDocument.of(image));
        Instant at = clock.instant();
        ObjectNode body = NODES.objectNode().put("model", image.model());
        body.set("withdrawnAt", JsonCodec.toJson(at));
        written(context, sink.withdraw(image.model(), withdrawal), 202, body);
    }

    private static void written(RoutingContext context, CompletableFuture<Void> written, int status, ObjectNode body) {
        Context loop = context.vertx().getOrCreateContext();
        written.whenComplete((done, failure) -> loop.runOnContext(go -> {
            if (failure != null) {
                Answers.failure(context, failure);
            } else {
                Answers.json(context, status, body);
            }
        }));
    }
}
