package dev.weir.notify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.Alert;
import dev.weir.wire.JsonCodec;

/** An alert as it is, with the field names of {@code weir.alerts}. */
final class WebhookBody {
    private WebhookBody() {}

    static JsonNode of(Alert alert) {
        return JsonCodec.toJson(alert);
    }
}
