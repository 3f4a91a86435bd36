package dev.weir.wire;

import dev.weir.rollout.AcceptedHarm;
import dev.weir.rollout.CollectedBaseline;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Change;
import dev.weir.rollout.Gate;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RuleChange;
import dev.weir.schema.BaselineFigures;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.GateStep;
import java.util.List;

/**
 * Decisions to and from {@code weir.decisions}. {@code fromWire(toWire(decision), null)} equals the decision, as long as its
 * instants are whole milliseconds, so that the log alone rebuilds the state.
 */
public final class DecisionCodec {
    private DecisionCodec() {}

    /** The record of a decision. */
    public static dev.weir.schema.Decision toWire(Decision decision) {
        dev.weir.schema.Decision.Builder record = dev.weir.schema.Decision.newBuilder()
                .setDecisionId(decision.id())
                .setModel(decision.model())
                .setRollout(decision.rollout())
                .setTimestamp(decision.at())
                .setAction(DecisionAction.valueOf(decision.action().name()))
                .setFromStage(decision.fromStage())
                .setToStage(decision.toStage())
                .setRevision(decision.revision())
                .setVerdictId(decision.verdictId())
                .setIssuedBy(decision.issuedBy())
                .setReason(decision.reason());
        write(decision.change(), record);
        return record.build();
    }

    private static void write(Change change, dev.weir.schema.Decision.Builder record) {
        if (change instanceof Change.Started started) {
            record.setPlan(PlanCodec.toWire(started.plan()));
        } else if (change instanceof Change.Ruled ruled) {
            record.setVariant(ruled.rule().variant());
            if (ruled.rule() instanceof RuleChange.OfUnit unit) {
                record.setUnit(unit.unit());
            } else if (ruled.rule() instanceof RuleChange.OfSegment segment) {
                record.setSegmentKey(segment.key()).setSegmentValue(segment.value());
            }
        } else if (change instanceof Change.Gated gated) {
            record.setGate(GateStep.valueOf(gated.step().name()));
        } else if (change instanceof Change.Accepted accepted) {
            record.setAccepted(accepted.harms().stream()
                    .map(harm -> new dev.weir.schema.AcceptedHarm(harm.metric(), harm.segment(), harm.logHarm()))
                    .toList());
        } else if (change instanceof Change.Collected collected) {
            record.setBaselineFigures(figures(collected.baseline()));
        } else if (change instanceof Change.Drilled drilled) {
            record.setDrill(DrillCodec.toWire(drilled.drills()));
        }
    }

    /**
     * The decision of a record.
     *
     * @param plan the plan of a START that was written without it; null where that is not known
     * @throws IllegalArgumentException if its plan names a metric this version does not know
     */
    public static Decision fromWire(dev.weir.schema.Decision record, Plan plan) {
        return new Decision(
                record.getDecisionId(),
                record.getModel(),
                record.getRollout(),
                record.getTimestamp(),
                Decision.Action.valueOf(record.getAction().name()),
                record.getFromStage(),
                record.getToStage(),
                record.getRevision(),
                record.getVerdictId(),
                record.getIssuedBy(),
                record.getReason(),
                change(record, plan));
    }

    private static Change change(dev.weir.schema.Decision record, Plan plan) {
        if (record.getPlan() != null) {
            return new Change.Started(PlanCodec.fromWire(record.getPlan()));
        }
        if (plan != null) {
            return new Change.Started(plan);
        }
        if (record.getUnit() != null) {
            return new Change.Ruled(new RuleChange.OfUnit(record.getUnit(), record.getVariant()));
        }
        if (record.getSegmentKey() != null) {
            return new Change.Ruled(
                    new RuleChange.OfSegment(record.getSegmentKey(), record.getSegmentValue(), record.getVariant()));
        }
        if (record.getGate() != null) {
            return new Change.Gated(Gate.Step.valueOf(record.getGate().name()));
        }
        if (record.getBaselineFigures() != null) {
            return new Change.Collected(baseline(record.getBaselineFigures()));
        }
        if (record.getDrill() != null) {
            return new Change.Drilled(DrillCodec.fromWire(record.getDrill()));
        }
        List<AcceptedHarm> accepted = record.getAccepted().stream()
                .map(harm -> new AcceptedHarm(harm.getMetric(), harm.getSegment(), harm.getLogEvidence()))
                .toList();
        return accepted.isEmpty() ? null : new Change.Accepted(accepted);
    }

    private static BaselineFigures figures(CollectedBaseline baseline) {
        return BaselineFigures.newBuilder()
                .setFrom(baseline.from())
                .setUntil(baseline.until())
                .setRequests(baseline.requests())
                .setErrorRate(baseline.errorRate())
                .setTimeoutRate(baseline.timeoutRate())
                .setRequestsPerSecond(baseline.requestsPerSecond())
                .setLatencyP50Micros(baseline.latencyP50Micros())
                .setLatencyP95Micros(baseline.latencyP95Micros())
                .setLatencyP99Micros(baseline.latencyP99Micros())
                .build();
    }

    private static CollectedBaseline baseline(BaselineFigures figures) {
        return new CollectedBaseline(
                figures.getFrom(),
                figures.getUntil(),
                figures.getRequests(),
                figures.getErrorRate(),
                figures.getTimeoutRate(),
                figures.getRequestsPerSecond(),
                figures.getLatencyP50Micros(),
                figures.getLatencyP95Micros(),
                figures.getLatencyP99Micros());
    }
}
