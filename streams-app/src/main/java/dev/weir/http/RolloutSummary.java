package dev.weir.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;

/** A model's last rollout as one row of a list. */
final class RolloutSummary {
    private RolloutSummary() {}

    /** The row of a model whose image has a rollout. */
    static ObjectNode of(ModelImage image) {
        RolloutState rollout = image.state().rollout();
        Plan plan = rollout.plan();
        boolean over = rollout.status().isTerminal();
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("model", image.model())
                .put("rollout", plan.name())
                .put("status", rollout.status().name())
                .put("baseline", plan.baseline())
                .put("candidate", plan.candidate())
                .put("killSwitch", image.state().killSwitch())
                .put("stage", over ? null : rollout.stageName())
                .put("stageIndex", rollout.stageIndex());
        ArrayNode weights = row.putArray("weights");
        plan.stages().forEach(stage -> weights.add(stage.weightBps()));
        row.set("stageSince", JsonCodec.toJson(over ? null : rollout.stageSince()));
        row.put(
                "stageMinDurationMs",
                rollout.stage()
                        .map(stage -> stage.minDuration())
                        .orElse(plan.baselineMinDuration())
                        .toMillis());
        row.put(
                "approvalRequired",
                rollout.stage().map(stage -> stage.approvalRequired()).orElse(false));
        row.set("startedAt", JsonCodec.toJson(rollout.startedAt()));
        row.set("endedAt", JsonCodec.toJson(image.endedAt().orElse(null)));
        row.set("accuracy", image.accuracy().map(VerdictSummary::of).orElse(null));
        row.set("drift", image.drift().map(VerdictSummary::of).orElse(null));
        row.set("verdict", StatusDocument.latest(image).map(VerdictSummary::of).orElse(null));
        return row;
    }
}
