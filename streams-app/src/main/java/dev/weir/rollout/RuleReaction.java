package dev.weir.rollout;

/** What a person's wish leads to who should get which variant. */
record RuleReaction(DecisionMaker maker) {

    Decision to(Command command) {
        ModelState state = maker.state();
        RuleChange rule = command.rule();
        String verb = command.verb().text() + ": ";
        if (rule == null) {
            return maker.refuse(
                    command.issuedBy(),
                    verb + "whom it is about is missing; name a unit, or a segment's key and value");
        }
        String obstacle = state.inCharge() == null
                ? state.model() + " has had no rollout: there is no variant to choose"
                : rule.variant() == null ? noRule(state, rule) : unfit(state, rule);
        if (obstacle != null) {
            return maker.refuse(command.issuedBy(), verb + obstacle);
        }
        String change = rule.variant() == null
                ? rule.about() + " follows the weights again"
                : rule.about() + " gets " + rule.variant() + " whatever the weights say";
        return maker.rule(command.issuedBy(), null, change + ": " + command.reason(), rule);
    }

    private static String noRule(ModelState state, RuleChange rule) {
        return state.rules().variantOf(rule) == null
                ? rule.about() + " has no rule of its own; nothing is removed"
                : null;
    }

    private static String unfit(ModelState state, RuleChange rule) {
        RolloutState rollout = state.rollout();
        boolean isCandidate =
                state.isActive() && rule.variant().equals(rollout.plan().candidate());
        if (!isCandidate && !rule.variant().equals(state.inCharge())) {
            return rule.variant() + " does not run; write " + state.inCharge()
                    + (state.isActive() ? " or " + rollout.plan().candidate() : ", the variant in charge");
        }
        if (isCandidate && rollout.candidateBps() == 0) {
            return "nothing is served by " + rule.variant() + " at " + rollout.stageName()
                    + "; wait for the first stage with a weight";
        }
        if (isCandidate
                && rule instanceof RuleChange.OfSegment
                && rollout.isolated().contains(rule.about())) {
            return rule.variant() + " was proved to harm " + rule.about() + " in this rollout; start another one";
        }
        return state.rules().variantOf(rule) == null ? state.rules().noRoomFor(rule) : null;
    }
}
