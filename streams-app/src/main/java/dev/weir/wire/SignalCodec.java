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
                Command.Verb.valueOf(command.getCommand().name()),
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
