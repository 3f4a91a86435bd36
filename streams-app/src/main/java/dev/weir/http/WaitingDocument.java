package dev.weir.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.report.Waiting;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Role;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What it would have cost to wait with a rollback, as a part of a model's status. */
final class WaitingDocument {
    private WaitingDocument() {}

    /** The part; JSON's null unless the last rollout was rolled back. */
    static JsonNode of(ModelImage image) {
        RolloutState rollout = image.state().rollout();
        List<Decision> course = image.course();
        if (rollout.status() != Status.ROLLED_BACK || course.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        // A window says in which stage it was served; the formula asks for those of the last one alone.
        List<JsonNode> windows = image.metrics().stream()
                .filter(window -> window.getSegment() == null && window.getRole() == Role.SERVED)
                .filter(window -> rollout.stageName().equals(window.getStage()))
                .filter(window -> window.getWindowEnd().isAfter(rollout.startedAt()))
                .sorted(Comparator.comparing(MetricsWindow::getWindowStart))
                .<JsonNode>map(JsonCodec::toJson)
                .toList();
        return Waiting.of(course.stream().<JsonNode>map(JsonCodec::toJson).toList(), windows, verdict(image, course))
                .<JsonNode>map(cost -> cost)
                .orElse(JsonNodeFactory.instance.nullNode());
    }

    /** The verdict that the rollback rests on, while it is kept. */
    private static Optional<JsonNode> verdict(ModelImage image, List<Decision> course) {
        return course.stream()
                .filter(decision -> decision.getAction() == DecisionAction.ROLLBACK)
                .reduce((a, b) -> b)
                .flatMap(end -> image.verdicts().stream()
                        .filter(verdict -> verdict.getVerdictId().equals(end.getVerdictId()))
                        .findFirst())
                .map(JsonCodec::toJson);
    }
}
