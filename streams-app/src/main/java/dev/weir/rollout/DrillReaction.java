package dev.weir.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The life of a drill: a table that changes nothing for users, or really sends them back and forth, and what the sidecars
 * make of it. It ends by itself, whoever does not answer.
 */
record DrillReaction(DecisionMaker maker) {
    /** A live drill leaves traffic at the variant in charge for as long, so that it shows whether it answers. */
    private static final Duration LIVE_AT_LEAST = Duration.ofSeconds(5);

    Decision to(Command command) {
        boolean live = command.verb() == Command.Verb.DRILL_LIVE;
        String obstacle = obstacle(live);
        return obstacle == null
                ? start(live, command.issuedBy(), command.reason())
                : maker.refuse(command.issuedBy(), "drill: " + obstacle);
    }

    private String obstacle(boolean live) {
        ModelState state = maker.state();
        if (state.inCharge() == null) {
            return state.model() + " has had no rollout: there is no way back to prove; submit a plan first";
        }
        if (state.drills().isOpen()) {
            return "a drill is on its way since " + state.drills().latest().startedAt()
                    + "; it ends by itself within a minute or so";
        }
        return live && !hasTraffic()
                ? "the candidate of " + state.model() + " has no traffic to send back; leave out live"
                : null;
    }

    private boolean hasTraffic() {
        ModelState state = maker.state();
        return state.isActive() && !state.killSwitch() && state.rollout().candidateBps() > 0;
    }

    private Decision start(boolean live, String by, String reason) {
        Drill drill = Drill.begin(
                maker.nextId(), live, maker.state().inCharge(), maker.state().revision() + 1, maker.at());
        String what = live
                ? "drill: all traffic goes to " + drill.variant() + " and back"
                : "drill of the way back to " + drill.variant() + ": a table that changes nothing";
        return maker.drill(by, what + "; " + reason, drill, true);
    }

    /** What the sidecars have said by now, or the lack of it. */
    Optional<Decision> to(Signal.Heard heard) {
        ModelState state = maker.state();
        if (!state.drills().isOpen()) {
            return scheduled(heard);
        }
        Drill drill = state.drills().latest();
        Duration elapsed = Duration.between(drill.since(), maker.at());
        boolean over = elapsed.compareTo(DrillFindings.PATIENCE) >= 0;
        boolean early = drill.isShifted() && elapsed.compareTo(LIVE_AT_LEAST) < 0;
        List<DrillSidecar> sidecars = heard.sidecars();
        if (!over && (early || !heard.complete() || DrillFindings.isIncomplete(sidecars))) {
            return Optional.empty();
        }
        DrillFindings findings = DrillFindings.of(drill, sidecars);
        if (drill.isShifted()) {
            Drill back = drill.back(state.revision() + 1, maker.at(), findings);
            return Optional.of(maker.drill(
                    Decision.WEIR,
                    "drill: " + (findings.faults().isEmpty() ? "" : String.join("; ", findings.faults()) + "; ")
                            + "the candidate gets its share again",
                    back,
                    true));
        }
        Drill ended = drill.over(maker.at(), findings);
        return Optional.of(maker.drill(Decision.WEIR, findings.text(ended), ended, false));
    }

    /** Only where somebody would follow: a drill without sidecars says nothing. */
    private Optional<Decision> scheduled(Signal.Heard heard) {
        ModelState state = maker.state();
        DrillPolicy policy = state.rollout() == null
                ? DrillPolicy.STANDARD
                : state.rollout().plan().conduct().drill();
        boolean followed = heard.complete() && heard.sidecars().stream().anyMatch(each -> !each.silent());
        return followed && policy.isDue(state.drills(), maker.at())
                ? Optional.of(start(
                        policy.live() && hasTraffic(),
                        Decision.WEIR,
                        "due every " + Spans.text(policy.every()) + " by the plan"))
                : Optional.empty();
    }
}
