package dev.weir.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.ShadowSample;
import dev.weir.view.ControlView;
import dev.weir.view.ShadowImage;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /v1/models/{model}/disagreements|outliers}: shadow pairs that were kept for people to look into, and for
 * disagreements who says what instead of what.
 */
final class SampleRoutes {
    private static final Page<ShadowSample> NEWEST =
            new Page<>(sample -> sample.getTimestamp().toEpochMilli(), ShadowSample::getRequestId);
    private static final Page<ShadowSample> WORST = new Page<>(ShadowImage::ratio, ShadowSample::getRequestId);
    private static final String UNLABELLED = "(no label)";

    private final ControlView view;

    SampleRoutes(ControlView view) {
        this.view = view;
    }

    void addTo(Router router) {
        router.get("/v1/models/:model/disagreements").handler(context -> {
            List<ShadowSample> found =
                    Span.of(context).of(samples(context).disagreements(), ShadowSample::getTimestamp);
            ObjectNode answer = NEWEST.of(context, "disagreements", found, SampleRoutes::document);
            Answers.json(context, 200, withOffset(context, answer).set("patterns", patterns(found)));
        });
        router.get("/v1/models/:model/outliers").handler(context -> {
            List<ShadowSample> found = Span.of(context).of(samples(context).outliers(), ShadowSample::getTimestamp);
            Answers.json(
                    context, 200, withOffset(context, WORST.of(context, "outliers", found, SampleRoutes::document)));
        });
    }

    private ShadowImage samples(RoutingContext context) {
        return view.shadow(ModelPath.image(context, view).model());
    }

    private static ObjectNode document(ShadowSample sample) {
        double ratio = ShadowImage.ratio(sample);
        return JsonCodec.toJson(sample).put("latencyRatio", ratio == 0 ? null : (Double) ratio);
    }

    private static ObjectNode withOffset(RoutingContext context, ObjectNode answer) {
        return answer.put("offset", Query.whole(context, "offset", 0, 0));
    }

    /** From label to label with its share of the pairs that were kept, the most frequent first. */
    private static ArrayNode patterns(List<ShadowSample> found) {
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        found.forEach(sample ->
                counts.merge(List.of(label(sample.getBaseline()), label(sample.getCandidate())), 1, Integer::sum));
        List<Map.Entry<List<String>, Integer>> ordered = new ArrayList<>(counts.entrySet());
        ordered.sort(Map.Entry.<List<String>, Integer>comparingByValue(Comparator.reverseOrder()));
        ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
        ordered.forEach(entry -> nodes.addObject()
                .put("from", entry.getKey().get(0))
                .put("to", entry.getKey().get(1))
                .put("count", entry.getValue())
                .put("share", (double) entry.getValue() / found.size()));
        return nodes;
    }

    private static String label(PredictionPart answer) {
        return answer == null || answer.getLabel() == null ? UNLABELLED : answer.getLabel();
    }
}
