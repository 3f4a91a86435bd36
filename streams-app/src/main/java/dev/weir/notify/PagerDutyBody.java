package dev.weir.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.Alert;
import dev.weir.wire.JsonCodec;
import java.util.Locale;

/**
 * An alert as an event of PagerDuty's Events API, version 2. The incident is the {@code dedup_key}, so that what is sent
 * twice is one, and what is over resolves it.
 */
final class PagerDutyBody {
    /** What PagerDuty takes of a summary and of a key, characters. */
    private static final int LONGEST_SUMMARY = 1_024;

    private static final int LONGEST_KEY = 255;

    private PagerDutyBody() {}

    static JsonNode of(Alert alert, String routingKey) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("routing_key", routingKey)
                .put("event_action", alert.getResolved() ? "resolve" : "trigger")
                .put("dedup_key", key(alert))
                .put("client", "Weir");
        ObjectNode payload = body.putObject("payload")
                .put("summary", AlertText.cut(AlertText.headline(alert) + ": " + alert.getReason(), LONGEST_SUMMARY))
                .put("source", alert.getModel())
                .put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT))
                .put("timestamp", JsonCodec.toJson(alert.getTimestamp()).asText())
                .put("component", alert.getModel())
                .put("group", alert.getRollout())
                .put("class", alert.getEvent());
        payload.set("custom_details", JsonCodec.toJson(alert));
        return body;
    }

    /** Alerts written before there were incidents are one each. */
    private static String key(Alert alert) {
        String incident = alert.getIncident().isEmpty() ? alert.getAlertId() : alert.getIncident();
        return AlertText.cut("weir/" + incident, LONGEST_KEY);
    }
}
