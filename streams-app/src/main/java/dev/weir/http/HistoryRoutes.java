package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** {@code /v1/models/{model}/verdicts|decisions|metrics|alerts}: what the view keeps, newest first. */
final class HistoryRoutes {
    private static final int DEFAULT_LIMIT = 100;

    private final ControlView view;

    HistoryRoutes(ControlView view) {
        this.view = view;
    }

    void addTo(Router router) {
        history(router, "verdicts", ModelImage::verdicts);
        history(router, "decisions", ModelImage::decisions);
        history(router, "metrics", ModelImage::metrics);
        history(router, "alerts", ModelImage::alerts);
    }

    private void history(Router router, String name, Function<ModelImage, List<? extends SpecificRecord>> records) {
        router.get("/v1/models/:model/" + name).handler(context -> {
            int limit = limit(context);
            List<? extends SpecificRecord> found = records.apply(ModelPath.image(context, view));
            Answers.json(
                    context, 200, JsonNodeFactory.instance.objectNode().set(name, StatusDocument.list(found, limit)));
        });
    }

    private static int limit(RoutingContext context) {
        String text = context.request().getParam("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("[1-9]\\d{0,6}")) {
            throw ProblemException.badRequest("limit is '" + text + "'; write a whole number of at least 1");
        }
        return Integer.parseInt(text);
    }
}
