package dev.weir.http;

import dev.weir.rollout.ModelState;
import dev.weir.rollout.RuleChange;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.RuleChange.OfUnit;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code /v1/models/{model}/users/{unit}} and {@code .../segments/{key}/{value}}: who gets which variant whatever the weights
 * say. Setting a rule that is so already changes nothing and is no error; removing one that is not there is one.
 */
final class RuleRoutes {
    private static final String EXAMPLE = "{\"variant\": \"v2.0\", \"reason\": \"why\"}";
    private static final int LONGEST_NAME = 256;

    private final ControlView view;
    private final CommandSender sender;

    RuleRoutes(ControlView view, CommandSender sender) {
        this.view = view;
        this.sender = sender;
    }

    void addTo(Router router) {
        add(
                router,
                "/v1/models/:model/users/:unit",
                CommandType.SET_USER,
                CommandType.REMOVE_USER,
                context -> new OfUnit(part(context, "unit"), null));
        add(
                router,
                "/v1/models/:model/segments/:key/:value",
                CommandType.SET_SEGMENT,
                CommandType.REMOVE_SEGMENT,
                context -> new OfSegment(part(context, "key"), part(context, "value"), null));
    }

    private void add(
            Router router,
            String path,
            CommandType set,
            CommandType remove,
            Function<RoutingContext, RuleChange> subject) {
        router.put(path).handler(context -> {
            JsonBody body = JsonBody.of(context, Set.of("variant", "reason"), EXAMPLE);
            ModelImage image = ModelPath.image(context, view);
            RuleChange rule = subject.apply(context).naming(variant(body.text("variant"), image.knownState()));
            sender.send(context, image.model(), set, body.reason(), command -> with(command, rule));
        });
        router.delete(path).handler(context -> {
            ModelImage image = ModelPath.image(context, view);
            RuleChange rule = subject.apply(context);
            if (image.state().rules().variantOf(rule) == null) {
                throw ProblemException.notFound(rule.about() + " has no rule of its own; see table.users and"
                        + " table.segments of GET /v1/rollouts/" + image.model());
            }
            sender.send(context, image.model(), remove, removal(context), command -> with(command, rule));
        });
    }

    /** A client need not send a body with DELETE, and some cannot. */
    private static String removal(RoutingContext context) {
        String text = context.body().asString();
        if (text != null && !text.isBlank()) {
            return JsonBody.of(context, Set.of("reason"), "{\"reason\": \"why\"}")
                    .reason();
        }
        String reason = context.request().getParam("reason");
        return reason == null || reason.isBlank() ? "no reason given" : reason.strip();
    }

    private static String variant(String name, ModelState state) {
        boolean runs = name.equals(state.inCharge())
                || state.isActive() && name.equals(state.rollout().plan().candidate());
        if (!runs) {
            throw ProblemException.of(
                    422,
                    "No such variant",
                    name + " does not run; write " + state.inCharge()
                            + (state.isActive()
                                    ? " or " + state.rollout().plan().candidate()
                                    : ", the variant in charge"));
        }
        return name;
    }

    private static String part(RoutingContext context, String name) {
        String value = context.pathParam(name);
        if (value.isBlank() || value.length() > LONGEST_NAME) {
            throw ProblemException.of(422, "No such " + name, name + " must have 1 to " + LONGEST_NAME + " characters");
        }
        return value;
    }

    private static OperatorCommand.Builder with(OperatorCommand.Builder command, RuleChange rule) {
        if (rule instanceof OfUnit unit) {
            return command.setUnit(unit.unit()).setVariant(unit.variant());
        }
        OfSegment segment = (OfSegment) rule;
        return command.setSegmentKey(segment.key())
                .setSegmentValue(segment.value())
                .setVariant(segment.variant());
    }
}
