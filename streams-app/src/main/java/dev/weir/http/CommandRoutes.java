package dev.weir.http;

import dev.weir.schema.CommandType;
import dev.weir.view.ControlView;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What people ask of a rollout or a model: passed on, and answered with the decision it led to. */
final class CommandRoutes {
    private static final List<CommandType> VERBS = List.of(
            CommandType.PAUSE,
            CommandType.RESUME,
            CommandType.ADVANCE,
            CommandType.APPROVE,
            CommandType.ROLLBACK,
            CommandType.ABORT,
            CommandType.PROMOTE,
            CommandType.DRILL);

    private final ControlView view;
    private final CommandSender sender;

    CommandRoutes(ControlView view, CommandSender sender) {
        this.view = view;
        this.sender = sender;
    }

    void addTo(Router router) {
        for (CommandType verb : VERBS) {
            router.post("/v1/rollouts/:model/" + verb.name().toLowerCase(Locale.ROOT))
                    .handler(context -> {
                        JsonBody body = JsonBody.of(context, known(verb), "{\"reason\": \"why\"}");
                        String model = ModelPath.image(context, view).model();
                        boolean force = body.bool("force").orElse(false);
                        boolean live = body.bool("live").orElse(false);
                        sender.send(
                                context,
                                model,
                                live ? CommandType.DRILL_LIVE : verb,
                                body.reason(),
                                command -> command.setForce(force));
                    });
        }
        router.put("/v1/models/:model/kill-switch").handler(context -> {
            String example = "{\"on\": true, \"reason\": \"why\"}";
            JsonBody body = JsonBody.of(context, Set.of("on", "reason"), example);
            boolean on =
                    body.bool("on").orElseThrow(() -> ProblemException.badRequest("on is missing; send " + example));
            String model = ModelPath.image(context, view).model();
            sender.send(context, model, on ? CommandType.KILL : CommandType.UNKILL, body.reason());
        });
    }

    private static Set<String> known(CommandType verb) {
        return verb == CommandType.DRILL ? Set.of("reason", "force", "live") : Set.of("reason", "force");
    }
}
