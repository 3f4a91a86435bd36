package dev.weir.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.judge.Output;
import dev.weir.rollout.Decision;

/** What a judge says as JSON, with the field names of the topics. */
public final class OutputJson {
    private OutputJson() {}

    /** A decision as on {@code weir.decisions}. */
    public static ObjectNode decision(Decision decision) {
        return JsonCodec.toJson(OutputCodec.decision(decision));
    }

    /** A verdict as on {@code weir.verdicts}. */
    public static ObjectNode verdict(String model, Output.Judged judged) {
        return JsonCodec.toJson(OutputCodec.verdict(model, judged));
    }
}
