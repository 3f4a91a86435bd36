package dev.weir.rollout;

import dev.weir.event.Segments;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Standing;
import java.util.List;
import java.util.Optional;

/** What weighed evidence leads to, and with it the passing of time. */
record VerdictReaction(DecisionMaker maker) {
    private static final String SPLIT = "the split cannot be trusted: ";

    Optional<Decision> to(Verdict verdict) {
        if (!maker.state().isActive()) {
            return Optional.empty();
        }
        RolloutState rollout = maker.state().rollout();
        if (verdict.standing() == Standing.BROKEN) {
            return Optional.of(back(rollout, verdict));
        }
        if (rollout.status() == Status.PAUSED) {
            return Optional.empty();
        }
        if (verdict.standing() == Standing.SUSPECT && isNews(rollout, verdict)) {
            return Optional.of(maker.stay(Action.PAUSE, Decision.WEIR, verdict.id(), verdict.message()));
        }
        return rollout.stage().isEmpty()
                ? new BaselineReaction(maker).to(verdict)
                : afterStage(rollout.stage().get(), verdict);
    }

    /** Back as a whole, unless only a segment is harmed and the plan takes those back alone. */
    private Decision back(RolloutState rollout, Verdict verdict) {
        Conduct conduct = rollout.plan().conduct();
        List<Check> failing = verdict.checks().stream()
                .filter(check -> check.state() == CheckState.FAIL && check.logHarm() >= check.logHarmNeeded())
                .toList();
        List<String> segments = failing.stream().map(Check::segment).distinct().toList();
        boolean alone = conduct.onSegmentHarm() == SegmentHarm.ISOLATE
                && !failing.isEmpty()
                && rollout.candidateBps() > 0
                && segments.stream()
                        .allMatch(segment ->
                                isSeparable(segment) && !rollout.isolated().contains(segment))
                && rollout.isolated().size() + segments.size() <= Conduct.MOST_ISOLATED;
        if (alone) {
            String segment = segments.get(0);
            int equals = segment.indexOf('=');
            RuleChange rule = new RuleChange.OfSegment(
                    segment.substring(0, equals),
                    segment.substring(equals + 1),
                    maker.state().inCharge());
            if (maker.state().rules().variantOf(rule) != null
                    || maker.state().rules().noRoomFor(rule) == null) {
                return maker.rule(
                        Decision.WEIR,
                        verdict.id(),
                        segment + " alone is taken back to " + rule.variant() + ": " + verdict.message(),
                        rule);
            }
        }
        return maker.end(
                Action.ROLLBACK,
                Decision.WEIR,
                verdict.id(),
                (conduct.aaTest() ? "a false alarm, since both variants are the same model: " : "")
                        + verdict.message());
    }

    /** A rule can name neither the requests without an attribute nor all those with one of its rare values. */
    private static boolean isSeparable(String segment) {
        return segment != null && !segment.endsWith("=" + Segments.UNKNOWN) && !segment.endsWith("=" + Segments.OTHER);
    }

    /** Whether something fails that no person went past, or that has become much worse since. */
    private static boolean isNews(RolloutState rollout, Verdict verdict) {
        List<Check> failing = verdict.checks().stream()
                .filter(check -> check.state() == CheckState.FAIL)
                .toList();
        return failing.isEmpty()
                || failing.stream()
                        .anyMatch(check -> rollout.accepted().stream().noneMatch(harm -> harm.covers(check)));
    }

    private Optional<Decision> afterStage(Stage stage, Verdict verdict) {
        RolloutState rollout = maker.state().rollout();
        if (rollout.mayEnd(verdict, maker.at())) {
            return proved(stage, verdict);
        }
        if (verdict.standing() == Standing.MISMATCH) {
            // Neither proof nor lack of it means anything: a person has to look, however long it takes.
            boolean isSaid = rollout.holding() != null && rollout.holding().startsWith(SPLIT);
            return isSaid ? Optional.empty() : hold(verdict.id(), SPLIT + verdict.message());
        }
        if (rollout.isOutOfTime(maker.at())) {
            String reason = "stage " + stage.name() + " ran out of time without proof: " + verdict.message();
            // Where the baseline is silent it may be what is broken: nobody is sent back to it without a person's word.
            boolean mayGoBack = verdict.standing() != Standing.STALE;
            return Optional.of(
                    rollout.plan().onNoData() == Plan.NoDataPolicy.ROLLBACK && mayGoBack
                            ? maker.end(Action.ROLLBACK, Decision.WEIR, verdict.id(), reason)
                            : maker.stay(Action.PAUSE, Decision.WEIR, verdict.id(), reason));
        }
        String overdue = overdue(rollout);
        if (!overdue.isEmpty()
                && (rollout.holding() == null || !rollout.holding().endsWith(overdue))) {
            return hold(
                    verdict.id(), "stage " + stage.name() + " is not proved yet; promote it or roll it back" + overdue);
        }
        return rollout.holding() == null ? holdBack(verdict) : Optional.empty();
    }

    private Optional<Decision> proved(Stage stage, Verdict verdict) {
        RolloutState rollout = maker.state().rollout();
        boolean last = rollout.nextStage().isEmpty();
        String proved = "stage " + stage.name() + " is proved and ";
        if (maker.state().killSwitch()) {
            return hold(verdict.id(), "the kill switch is on");
        }
        if (last && rollout.plan().conduct().aaTest()) {
            return Optional.of(maker.end(
                    Action.ABORT,
                    Decision.WEIR,
                    verdict.id(),
                    "the A/A test is over without a false alarm, and promotes nothing: " + verdict.message()));
        }
        if (rollout.isGated()) {
            Gate gate = rollout.gate();
            boolean due = gate == null || !gate.isOpen() && !maker.at().isBefore(gate.next());
            return due ? Optional.of(new GateReaction(maker).ask(stage, verdict.id())) : Optional.empty();
        }
        List<String> isolated = maker.state().isolated();
        if (last && !isolated.isEmpty()) {
            return hold(
                    verdict.id(),
                    proved + "would send " + String.join(", ", isolated) + " to "
                            + rollout.plan().candidate() + ", which harms it: promote by force, or roll back"
                            + overdue(rollout));
        }
        if (stage.approvalRequired()) {
            return hold(
                    verdict.id(),
                    proved + "waits for approval (" + (last ? "promote" : "advance") + ")" + overdue(rollout));
        }
        if (last && !rollout.plan().promoteAutomatically()) {
            return hold(verdict.id(), proved + "waits to be promoted" + overdue(rollout));
        }
        return Optional.of(
                last
                        ? maker.end(
                                Action.PROMOTE,
                                Decision.WEIR,
                                verdict.id(),
                                verdict.message() + Promotion.notes(maker.state(), maker.at()))
                        : maker.advance(Action.ADVANCE, Decision.WEIR, verdict.id(), verdict.message(), null));
    }

    /** Full is a place to look once more, not one to stay: two models are kept warm and every request is drawn for. */
    private String overdue(RolloutState rollout) {
        long times = rollout.overdue(maker.at());
        return times == 0
                ? ""
                : ", at full for "
                        + Spans.text(rollout.plan().conduct().cleanUpAfter().multipliedBy(times)) + ": clean up, since "
                        + rollout.plan().baseline() + " is kept running for nothing";
    }

    private Optional<Decision> holdBack(Verdict verdict) {
        return switch (verdict.standing()) {
            case INCOMPLETE -> hold(verdict.id(), Decision.INCOMPLETE + verdict.message());
            // With the kill switch on, nobody is given the baseline by weight.
            case STALE -> maker.state().killSwitch() ? Optional.empty() : hold(verdict.id(), verdict.message());
            case BROKEN, SUSPECT, MISMATCH, PROVED, UNDECIDED -> Optional.empty();
        };
    }

    /** Said when the reason changes, not at every look; what waits for a person is not drowned by what passes. */
    private Optional<Decision> hold(String verdictId, String reason) {
        return reason.equals(maker.state().rollout().holding())
                ? Optional.empty()
                : Optional.of(maker.stay(Action.HOLD, Decision.WEIR, verdictId, reason));
    }
}
