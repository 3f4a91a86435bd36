package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.CommandType;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** {@code /v1/models/{model}} and its kill switch. */
final class ModelRoutes {
    private static final String EXAMPLE = "{\"on\": true, \"reason\": \"why\"}";

    private final ControlView view;
    private final CommandSender sender;

    ModelRoutes(ControlView view, CommandSender sender) {
        this.view = view;
        this.sender = sender;
    }

    void addTo(Router router) {
        router.get("/v1/models/:model").handler(context -> {
            ModelImage image = ModelPath.image(context, view);
            Answers.tagged(context, 200, ModelDocument.of(image), ModelDocument.tag(image));
        });
        router.get("/v1/models/:model/kill-switch").handler(context -> {
            ObjectNode document = document(ModelPath.image(context, view));
            Answers.tagged(context, 200, document, Tag.of(document));
        });
        router.put("/v1/models/:model/kill-switch").handler(this::turn);
    }

    private void turn(RoutingContext context) {
        Query.only(context);
        JsonBody body = JsonBody.of(context, Set.of("on", "reason"), EXAMPLE);
        boolean on = body.needed("on");
        String reason = body.reason();
        ModelImage image = ModelPath.image(context, view);
        ObjectNode document = document(image);
        Conditions.check(context, Tag.of(document), document);
        if (Freshness.isGiven(context) && image.state().killSwitch() == on) {
            CommandSender.unchanged(
                    context, "the kill switch of " + image.model() + " is " + (on ? "on" : "off") + " already");
            return;
        }
        sender.send(context, image, on ? CommandType.KILL : CommandType.UNKILL, reason);
    }

    private static ObjectNode document(ModelImage image) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", image.model())
                .put("on", image.state().killSwitch());
    }
}
