package dev.weir.http;

import dev.weir.schema.CommandType;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What people ask of a rollout: passed on, and answered with the decision it led to. */
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
                        Query.only(context);
                        JsonBody body = JsonBody.of(context, known(verb), "{\"reason\": \"why\"}");
                        ModelImage image = ModelPath.image(context, view);
                        boolean force = body.bool("force").orElse(false);
                        boolean live = body.bool("live").orElse(false);
                        String reason = body.reason();
                        Conditions.check(context, ModelDocument.tag(image), ModelDocument.of(image));
                        sender.send(
                                context,
                                image,
                                live ? CommandType.DRILL_LIVE : verb,
                                reason,
                                command -> command.setForce(force));
                    });
        }
    }

    private static Set<String> known(CommandType verb) {
        return verb == CommandType.DRILL ? Set.of("reason", "force", "live") : Set.of("reason", "force");
    }
}
