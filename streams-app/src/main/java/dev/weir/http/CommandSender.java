package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.rollout.Fingerprint;
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.OperatorCommand;
import dev.weir.view.ControlSink;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Passes a command on, and answers with the decision it led to.
 *
 * <p>The command of somebody who made a condition carries the state it was checked against, and is refused by the judge if
 * that has changed on the way: of two people who saw the same, whatever instances they asked, one comes first.
 */
record CommandSender(ControlView view, ControlSink sink, DecisionWatch watch, Clock clock, Dialogue dialogue) {

    /** Sends a command that needs no more than a reason. */
    void send(RoutingContext context, ModelImage image, CommandType type, String reason) {
        send(context, image, type, reason, command -> command);
    }

    /** Sends a command with what else belongs to it. */
    void send(
            RoutingContext context,
            ModelImage image,
            CommandType type,
            String reason,
            UnaryOperator<OperatorCommand.Builder> with) {
        String expected = Conditions.any(context) ? Fingerprint.of(image.state()) : null;
        OperatorCommand command = with.apply(OperatorCommand.newBuilder()
                        .setCommandId(UUID.randomUUID().toString())
                        .setModel(image.model())
                        .setTimestamp(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .setCommand(type)
                        .setIssuedBy(Person.of(context))
                        .setReason(reason)
                        .setExpectedState(expected))
                .build();
        CompletableFuture<Decision> decided = watch.command(image.model(), command.getIssuedBy(), type);
        dialogue.await(
                context,
                sink.command(command),
                decided,
                refusal -> refusal(context, refusal, expected),
                decision -> answer(context, command, decision));
    }

    /** Answers that everything is as it is asked for already; nothing is written. */
    static void unchanged(RoutingContext context, String message) {
        Answers.json(
                context,
                200,
                JsonNodeFactory.instance.objectNode().put("changed", false).put("message", message));
    }

    private ProblemException refusal(RoutingContext context, Decision refusal, String expected) {
        ModelImage now = view.model(refusal.getModel()).orElse(null);
        if (expected == null || now == null || expected.equals(Fingerprint.of(now.state()))) {
            return Dialogue.refusal(refusal);
        }
        return Conditions.changed(context, refusal.getReason(), ModelDocument.tag(now), ModelDocument.of(now));
    }

    private void answer(RoutingContext context, OperatorCommand command, Optional<Decision> decision) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("commandId", command.getCommandId());
        if (decision.isEmpty()) {
            body.put("message", dialogue.undecided("the command"));
            Answers.json(context, 202, body);
        } else {
            body.put("changed", decision.get().getRevision() != null || isOfRollout(command));
            body.set("decision", JsonCodec.toJson(decision.get()));
            Answers.json(context, 200, body);
        }
    }

    /** A rule that is so already leads to a decision without a table; a pause to one that changes the rollout. */
    private static boolean isOfRollout(OperatorCommand command) {
        return command.getUnit() == null && command.getSegmentKey() == null;
    }
}
