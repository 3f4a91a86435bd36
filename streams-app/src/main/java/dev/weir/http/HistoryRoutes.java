package dev.weir.http;

import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Verdict;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * {@code /v1/models/{model}/verdicts|decisions|metrics|alerts}: what the view keeps, newest first, a page at a time,
 * {@code since} an instant and {@code until} before another.
 */
final class HistoryRoutes {
    private final ControlView view;

    HistoryRoutes(ControlView view) {
        this.view = view;
    }

    void addTo(Router router) {
        history(router, "verdicts", ModelImage::verdicts, Verdict::getTimestamp, Verdict::getVerdictId);
        history(router, "decisions", ModelImage::decisions, Decision::getTimestamp, Decision::getDecisionId);
        history(router, "metrics", HistoryRoutes::windows, MetricsWindow::getWindowStart, HistoryRoutes::id);
        history(router, "alerts", ModelImage::alerts, Alert::getTimestamp, Alert::getAlertId);
    }

    private <T extends SpecificRecord> void history(
            Router router,
            String name,
            Function<ModelImage, List<T>> records,
            Function<T, Instant> at,
            Function<T, String> id) {
        Page<T> page = new Page<>(item -> at.apply(item).toEpochMilli(), id);
        router.get("/v1/models/:model/" + name).handler(context -> {
            Span span = Span.of(context);
            List<T> found = span.of(records.apply(ModelPath.image(context, view)), at);
            Answers.json(context, 200, page.of(context, name, found, JsonCodec::toJson));
        });
    }

    /** By their start: a window that is updated stays where it is in the list. */
    private static List<MetricsWindow> windows(ModelImage image) {
        return image.metrics().stream()
                .sorted(Comparator.comparing(MetricsWindow::getWindowStart)
                        .reversed()
                        .thenComparing(HistoryRoutes::id))
                .toList();
    }

    private static String id(MetricsWindow window) {
        return window.getWindowStart() + " " + window.getVariant() + " " + window.getRole() + " "
                + (window.getSegment() == null ? "" : window.getSegment());
    }
}
