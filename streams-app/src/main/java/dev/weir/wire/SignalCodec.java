package dev.weir.wire;

import dev.weir.evidence.RouterReport;
import dev.weir.rollout.Command;
import dev.weir.schema.OperatorCommand;

/** Commands and router reports in the terms of the core. */
public final class SignalCodec {
    private SignalCodec() {}

    /** What a person asks for. */
    public static Command command(OperatorCommand command) {
        return new Command(
                switch (command.getCommand()) {
                    case PAUSE -> Command.Verb.PAUSE;
                    case RESUME -> Command.Verb.RESUME;
                    case ADVANCE -> Command.Verb.ADVANCE;
                    case ROLLBACK -> Command.Verb.ROLLBACK;
                    case ABORT -> Command.Verb.ABORT;
                    case PROMOTE -> Command.Verb.PROMOTE;
                    case KILL -> Command.Verb.KILL;
                    case UNKILL -> Command.Verb.UNKILL;
                    case DRILL, SET_USER, REMOVE_USER, SET_SEGMENT, REMOVE_SEGMENT, APPROVE -> Command.Verb.UNSUPPORTED;
                },
                command.getIssuedBy(),
                command.getReason(),
                command.getForce());
    }

    /** What a router says it assigned. */
    public static RouterReport report(dev.weir.schema.RouterReport report) {
        return new RouterReport(
                report.getSidecar(),
                report.getRevision(),
                report.getFrom().toEpochMilli(),
                report.getUntil().toEpochMilli(),
                report.getAssigned(),
                report.getDropped(),
                report.getStale());
    }
}
