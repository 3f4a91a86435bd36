package dev.weir.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.Alert;
import java.util.List;

/** An alert as a message for an incoming webhook of Slack: {@code text} for notifications, {@code blocks} to be read. */
final class SlackBody {
    /** What Slack takes of a header and of a section, characters. */
    private static final int LONGEST_HEADER = 150;

    private static final int LONGEST_SECTION = 3_000;

    private SlackBody() {}

    static JsonNode of(Alert alert) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("text", escaped(AlertText.cut(headline(alert) + ": " + alert.getReason(), LONGEST_SECTION)));
        ArrayNode blocks = body.putArray("blocks");
        ObjectNode header = blocks.addObject().put("type", "header");
        header.putObject("text").put("type", "plain_text").put("text", AlertText.cut(headline(alert), LONGEST_HEADER));
        section(blocks, alert.getReason());
        List<String> figures = AlertText.figures(alert);
        if (!figures.isEmpty()) {
            section(blocks, "\u2022 " + String.join("\n\u2022 ", figures));
        }
        ObjectNode context = blocks.addObject().put("type", "context");
        context.putArray("elements")
                .addObject()
                .put("type", "mrkdwn")
                .put(
                        "text",
                        escaped(AlertText.cut(
                                alert.getTimestamp() + ", alert " + alert.getAlertId() + decision(alert),
                                LONGEST_SECTION)));
        return body;
    }

    private static String headline(Alert alert) {
        String mark = alert.getResolved()
                ? "\u2705"
                : switch (alert.getSeverity()) {
                    case CRITICAL -> "\uD83D\uDEA8";
                    case WARNING -> "\u26A0\uFE0F";
                    case INFO -> "\u2139\uFE0F";
                };
        return mark + " " + AlertText.headline(alert);
    }

    private static String decision(Alert alert) {
        return alert.getDecisionId() == null ? "" : ", decision " + alert.getDecisionId();
    }

    private static void section(ArrayNode blocks, String text) {
        ObjectNode section = blocks.addObject().put("type", "section");
        section.putObject("text")
                .put("type", "mrkdwn")
                .put("text", AlertText.cut(escaped(AlertText.cut(text, LONGEST_SECTION / 2)), LONGEST_SECTION));
    }

    /** Slack takes these three for its own marks. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
