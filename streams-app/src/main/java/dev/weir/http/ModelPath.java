package dev.weir.http;

import dev.weir.config.NearestKey;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The {@code {model}} of a path. */
final class ModelPath {
    private static final int NAMED = 10;

    private ModelPath() {}

    /** The image of the model; a problem that names the models there are if it is not known. */
    static ModelImage image(RoutingContext context, ControlView view) {
        String model = context.pathParam("model");
        return view.model(model).orElseThrow(() -> unknown(model, view));
    }

    private static ProblemException unknown(String model, ControlView view) {
        if (!view.isCaughtUp()) {
            return ProblemException.unavailable(
                    "nothing is known of " + model + " yet, the control plane is still reading its topics");
        }
        List<String> known = view.models().stream().map(ModelImage::model).toList();
        return ProblemException.notFound("model '" + model + "' has no rollout; "
                + NearestKey.to(model, known)
                        .map(meant -> "did you mean " + meant + "?")
                        .orElse(
                                known.isEmpty()
                                        ? "no model has one: submit a plan with PUT /v1/rollouts"
                                        : "known are " + named(known)));
    }

    /** As many as fit into a sentence. */
    private static String named(List<String> known) {
        String first = String.join(", ", known.subList(0, Math.min(NAMED, known.size())));
        return known.size() > NAMED ? first + " and " + (known.size() - NAMED) + " more" : first;
    }
}
