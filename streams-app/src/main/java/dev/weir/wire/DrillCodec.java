package dev.weir.wire;

import dev.weir.rollout.Drill;
import dev.weir.rollout.DrillSidecar;
import dev.weir.rollout.Drills;
import dev.weir.rollout.Warmth;
import dev.weir.schema.DrillReport;
import dev.weir.schema.DrillStep;
import dev.weir.schema.VariantHealth;
import dev.weir.schema.VariantState;

/** Drills to and from their decisions: {@code fromWire(toWire(drills))} equals the drills. */
public final class DrillCodec {
    private DrillCodec() {}

    /** The report of the latest drill, of which there has to be one. */
    public static DrillReport toWire(Drills drills) {
        Drill drill = drills.latest();
        return DrillReport.newBuilder()
                .setDrill(drill.id())
                .setStep(DrillStep.valueOf(drill.step().name()))
                .setLive(drill.live())
                .setVariant(drill.variant())
                .setRevision(drill.revision())
                .setStartedAt(drill.startedAt())
                .setSince(drill.since())
                .setEndedAt(drill.endedAt())
                .setSidecars(drill.sidecars().stream()
                        .map(each -> new dev.weir.schema.DrillSidecar(
                                each.sidecar(),
                                each.appliedMillis(),
                                each.heardMillis(),
                                each.silent(),
                                health(each.warmth())))
                        .toList())
                .setFaults(drill.faults())
                .setRemarks(drill.remarks())
                .setPassedAt(drills.passedAt())
                .build();
    }

    static Drills fromWire(DrillReport report) {
        return new Drills(
                new Drill(
                        report.getDrill(),
                        Drill.Step.valueOf(report.getStep().name()),
                        report.getLive(),
                        report.getVariant(),
                        report.getRevision(),
                        report.getStartedAt(),
                        report.getSince(),
                        report.getEndedAt(),
                        report.getSidecars().stream()
                                .map(each -> new DrillSidecar(
                                        each.getSidecar(),
                                        each.getAppliedMs(),
                                        each.getHeardMs(),
                                        each.getSilent(),
                                        each.getHealth() == null ? null : warmth(each.getHealth())))
                                .toList(),
                        report.getFaults(),
                        report.getRemarks()),
                report.getPassedAt());
    }

    private static VariantHealth health(Warmth warmth) {
        return warmth == null
                ? null
                : new VariantHealth(VariantState.valueOf(warmth.state().name()), warmth.answeredAgoMillis());
    }

    static Warmth warmth(VariantHealth health) {
        return new Warmth(Warmth.State.valueOf(health.getState().name()), health.getAnsweredAgoMs());
    }
}
