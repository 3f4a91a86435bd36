package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.rollout.RuleChange;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.RuleChange.OfUnit;

/** Who gets which variant whatever the weights say, as JSON. */
final class RuleDocument {
    private RuleDocument() {}

    /** A rule that names a variant. */
    static ObjectNode of(RuleChange rule) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (rule instanceof OfUnit unit) {
            node.put("unit", unit.unit());
        } else {
            OfSegment segment = (OfSegment) rule;
            node.put("key", segment.key()).put("value", segment.value());
        }
        return node.put("variant", rule.variant());
    }
}
