package dev.weir.wire;

import dev.weir.evidence.RouterReport;
import dev.weir.rollout.Command;
import dev.weir.rollout.RuleChange;
import dev.weir.rollout.Warmth;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import java.util.HashMap;
import java.util.Map;

/** Commands and router reports in the terms of the core. */
public final class SignalCodec {
    private SignalCodec() {}

    /** What a person asks for. */
    public static Command command(OperatorCommand command) {
        return new Command(
                Command.Verb.valueOf(command.getCommand().name()),
                command.getIssuedBy(),
                command.getReason(),
                command.getForce(),
                rule(command),
                command.getGate(),
                command.getExpectedState());
    }

    private static RuleChange rule(OperatorCommand command) {
        return switch (command.getCommand()) {
            case SET_USER, REMOVE_USER ->
                command.getUnit() == null || isSetToNothing(command)
                        ? null
                        : new RuleChange.OfUnit(command.getUnit(), variant(command));
            case SET_SEGMENT, REMOVE_SEGMENT ->
                command.getSegmentKey() == null || command.getSegmentValue() == null || isSetToNothing(command)
                        ? null
                        : new RuleChange.OfSegment(
                                command.getSegmentKey(), command.getSegmentValue(), variant(command));
            default -> null;
        };
    }

    /** A rule that is set has to name a variant, or it would be removed. */
    private static boolean isSetToNothing(OperatorCommand command) {
        return isSet(command) && command.getVariant() == null;
    }

    private static boolean isSet(OperatorCommand command) {
        return command.getCommand() == CommandType.SET_USER || command.getCommand() == CommandType.SET_SEGMENT;
    }

    private static String variant(OperatorCommand command) {
        return isSet(command) ? command.getVariant() : null;
    }

    /** What a router knows of the variants it calls. */
    public static Map<String, Warmth> health(dev.weir.schema.RouterReport report) {
        Map<String, Warmth> health = new HashMap<>();
        report.getHealth().forEach((variant, known) -> health.put(variant, DrillCodec.warmth(known)));
        return health;
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
