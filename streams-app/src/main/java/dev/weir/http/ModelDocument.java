package dev.weir.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.rollout.Fingerprint;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.view.ModelImage;

/** What people have decided about a model, without the evidence, which changes all the time. */
final class ModelDocument {
    private ModelDocument() {}

    /** The same bytes on every instance that has read the same decisions. */
    static ObjectNode of(ModelImage image) {
        ModelState state = image.knownState();
        RolloutState rollout = state.rollout();
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("model", image.model())
                .put("inCharge", state.inCharge())
                .put("killSwitch", state.killSwitch())
                .put("revision", state.revision())
                .put("rollout", rollout == null ? null : rollout.plan().name())
                .put("attempt", rollout == null ? null : (Integer) rollout.attempt())
                .put("status", rollout == null ? null : rollout.status().name())
                .put("stage", state.isActive() ? rollout.stageName() : null);
        ObjectNode users = document.putObject("users");
        state.rules().users().forEach(users::put);
        ArrayNode segments = document.putArray("segments");
        state.rules().segments().forEach(rule -> segments.add(RuleDocument.of(rule)));
        return document;
    }

    /** Of its state as people decide by it; also what a rollout's tag begins with. */
    static Tag tag(ModelImage image) {
        return new Tag(Fingerprint.of(image.state()));
    }
}
