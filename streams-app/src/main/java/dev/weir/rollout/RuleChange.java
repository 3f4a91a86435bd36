package dev.weir.rollout;

/** A rule that is set or removed: who gets which variant, above all weights and below the kill switch. */
public sealed interface RuleChange {
    /** Variant the rule names; null to remove it. */
    String variant();

    /** Whom the rule is about, e.g. {@code unit 42} or {@code user_type=premium}. */
    String about();

    /** The same rule with a variant, or its removal. */
    RuleChange naming(String newVariant);

    /** The rule of one unit. */
    record OfUnit(String unit, String variant) implements RuleChange {
        @Override
        public String about() {
            return "unit " + unit;
        }

        @Override
        public RuleChange naming(String newVariant) {
            return new OfUnit(unit, newVariant);
        }
    }

    /** The rule of one segment. */
    record OfSegment(String key, String value, String variant) implements RuleChange {
        @Override
        public String about() {
            return key + "=" + value;
        }

        @Override
        public RuleChange naming(String newVariant) {
            return new OfSegment(key, value, newVariant);
        }
    }
}
