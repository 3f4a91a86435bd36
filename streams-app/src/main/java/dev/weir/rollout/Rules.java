package dev.weir.rollout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who gets which variant whatever the weights say. A unit's rule goes before a segment's, and of these the first that matches.
 *
 * @param users    unit to variant
 * @param segments rules in the order in which they are tried, which is that in which they were first set
 */
public record Rules(Map<String, String> users, List<RuleChange.OfSegment> segments) {
    /** No rule. */
    public static final Rules NONE = new Rules(Map.of(), List.of());

    /** Rules on units that a table can hold: every router holds all of it, and it is one record. */
    public static final int MOST_USERS = 1_000;

    /** Rules on segments that a table can hold; each is tried for every request. */
    public static final int MOST_SEGMENTS = 100;

    public Rules {
        users = users == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(users));
        segments = segments == null ? List.of() : List.copyOf(segments);
    }

    /** The variant a rule about the same unit or segment names; null where there is none. */
    public String variantOf(RuleChange rule) {
        if (rule instanceof RuleChange.OfUnit unit) {
            return users.get(unit.unit());
        }
        RuleChange.OfSegment segment = (RuleChange.OfSegment) rule;
        return segments.stream()
                .filter(known -> known.naming(null).equals(segment.naming(null)))
                .map(RuleChange.OfSegment::variant)
                .findFirst()
                .orElse(null);
    }

    /** Why there is no room for one more rule like this; null if there is. */
    String noRoomFor(RuleChange rule) {
        boolean unit = rule instanceof RuleChange.OfUnit;
        int most = unit ? MOST_USERS : MOST_SEGMENTS;
        int there = unit ? users.size() : segments.size();
        return there < most
                ? null
                : "there are " + there + " rules on " + (unit ? "units" : "segments")
                        + " already, which is as many as a table holds; remove one"
                        + (unit ? ", or send a segment that holds them all" : "");
    }

    /** The rules with one set, in the place of an earlier one about the same, or removed. */
    Rules with(RuleChange change) {
        if (change instanceof RuleChange.OfUnit unit) {
            Map<String, String> changed = new TreeMap<>(users);
            if (unit.variant() == null) {
                changed.remove(unit.unit());
            } else {
                changed.put(unit.unit(), unit.variant());
            }
            return new Rules(changed, segments);
        }
        RuleChange.OfSegment segment = (RuleChange.OfSegment) change;
        List<RuleChange.OfSegment> changed = new ArrayList<>();
        boolean replaced = false;
        for (RuleChange.OfSegment known : segments) {
            boolean same = known.naming(null).equals(segment.naming(null));
            replaced |= same;
            if (!same) {
                changed.add(known);
            } else if (segment.variant() != null) {
                changed.add(segment);
            }
        }
        if (!replaced && segment.variant() != null) {
            changed.add(segment);
        }
        return new Rules(users, changed);
    }

    /** The rules without those that name a variant. */
    Rules without(String variant) {
        Map<String, String> left = new TreeMap<>(users);
        left.values().removeIf(variant::equals);
        return new Rules(
                left,
                segments.stream()
                        .filter(rule -> !rule.variant().equals(variant))
                        .toList());
    }
}
