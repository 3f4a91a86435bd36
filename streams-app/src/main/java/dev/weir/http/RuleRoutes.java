package dev.weir.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RuleChange;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.RuleChange.OfUnit;
import dev.weir.rollout.Rules;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code /v1/models/{model}/users/{unit}} and {@code .../segments/{key}/{value}}: who gets which variant whatever the weights
 * say. Setting a rule that is so already writes nothing and is no error; removing one that is not there is one.
 */
final class RuleRoutes {
    private static final String EXAMPLE = "{\"variant\": \"v2.0\", \"reason\": \"why\"}";
    private static final int LONGEST_NAME = 256;

    private static final Page<RuleChange> UNITS = Page.byName(rule -> ((OfUnit) rule).unit());
    private static final Page<RuleChange> SEGMENTS = Page.byName(RuleChange::about);

    private final ControlView view;
    private final CommandSender sender;

    RuleRoutes(ControlView view, CommandSender sender) {
        this.view = view;
        this.sender = sender;
    }

    void addTo(Router router) {
        router.get("/v1/models/:model/users").handler(context -> list(context, "users", UNITS, RuleRoutes::units));
        router.get("/v1/models/:model/segments")
                .handler(context -> list(context, "segments", SEGMENTS, rules -> List.copyOf(rules.segments())));
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

    private void list(
            RoutingContext context, String name, Page<RuleChange> page, Function<Rules, List<RuleChange>> rules) {
        List<RuleChange> all =
                rules.apply(ModelPath.image(context, view).state().rules());
        ObjectNode body = page.of(context, name, all, RuleDocument::of);
        Answers.tagged(context, 200, body, Tag.of(body));
    }

    private static List<RuleChange> units(Rules rules) {
        return rules.users().entrySet().stream()
                .<RuleChange>map(rule -> new OfUnit(rule.getKey(), rule.getValue()))
                .toList();
    }

    private void add(
            Router router,
            String path,
            CommandType set,
            CommandType remove,
            Function<RoutingContext, RuleChange> subject) {
        router.get(path).handler(context -> {
            ModelImage image = ModelPath.image(context, view);
            RuleChange rule = known(image, subject.apply(context));
            Answers.tagged(context, 200, RuleDocument.of(rule), Tag.of(RuleDocument.of(rule)));
        });
        router.put(path).handler(context -> {
            Query.only(context);
            JsonBody body = JsonBody.of(context, Set.of("variant", "reason"), EXAMPLE);
            ModelImage image = ModelPath.image(context, view);
            RuleChange rule = subject.apply(context).naming(variant(body.text("variant"), image.knownState()));
            String reason = body.reason();
            check(context, image, rule);
            if (Freshness.isGiven(context)
                    && rule.variant().equals(image.state().rules().variantOf(rule))) {
                CommandSender.unchanged(context, rule.about() + " gets " + rule.variant() + " already");
                return;
            }
            sender.send(context, image, set, reason, command -> with(command, rule));
        });
        router.delete(path).handler(context -> {
            Query.only(context, "reason");
            ModelImage image = ModelPath.image(context, view);
            RuleChange rule = subject.apply(context);
            String reason = JsonBody.reasonOfDelete(context).orElse("no reason given");
            check(context, image, rule);
            known(image, rule);
            sender.send(context, image, remove, reason, command -> with(command, rule));
        });
    }

    /** The conditions of a request about a rule, which may be there or not. */
    private static void check(RoutingContext context, ModelImage image, RuleChange rule) {
        String variant = image.state().rules().variantOf(rule);
        ObjectNode document = variant == null ? null : RuleDocument.of(rule.naming(variant));
        Conditions.check(context, document == null ? null : Tag.of(document), document);
    }

    private static RuleChange known(ModelImage image, RuleChange rule) {
        String variant = image.state().rules().variantOf(rule);
        if (variant == null) {
            throw ProblemException.notFound(rule.about() + " has no rule of its own; see table.users and"
                    + " table.segments of GET /v1/rollouts/" + image.model());
        }
        return rule.naming(variant);
    }

    private static String variant(String name, ModelState state) {
        boolean runs = name.equals(state.inCharge())
                || state.isActive() && name.equals(state.rollout().plan().candidate());
        if (!runs) {
            throw ProblemException.badField(
                    ProblemType.UNPROCESSABLE,
                    "variant",
                    "is " + name + ", which does not run; write " + state.inCharge()
                            + (state.isActive()
                                    ? " or " + state.rollout().plan().candidate()
                                    : ", the variant in charge"));
        }
        return name;
    }

    private static String part(RoutingContext context, String name) {
        String value = context.pathParam(name);
        if (value.isBlank() || value.length() > LONGEST_NAME) {
            throw ProblemException.badPart(name, "must have 1 to " + LONGEST_NAME + " characters");
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
