package dev.weir.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.OperatorCommand;
import dev.weir.view.ControlSink;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Passes a command on, and answers with the decision it led to. */
record CommandSender(ControlSink sink, DecisionWatch watch, Clock clock, Dialogue dialogue) {

    /** Sends a command that needs no more than a reason. */
    void send(RoutingContext context, String model, CommandType type, String reason) {
        send(context, model, type, reason, command -> command);
    }

    /** Sends a command with what else belongs to it. */
    void send(
            RoutingContext context,
            String model,
            CommandType type,
            String reason,
            UnaryOperator<OperatorCommand.Builder> with) {
        OperatorCommand command = with.apply(OperatorCommand.newBuilder()
                        .setCommandId(UUID.randomUUID().toString())
                        .setModel(model)
                        .setTimestamp(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .setCommand(type)
                        .setIssuedBy(Person.of(context))
                        .setReason(reason))
                .build();
        CompletableFuture<Decision> decided = watch.command(model, command.getIssuedBy(), type);
        dialogue.await(context, sink.command(command), decided, decision -> answer(context, command, decision));
    }

    private void answer(RoutingContext context, OperatorCommand command, Optional<Decision> decision) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("commandId", command.getCommandId());
        if (decision.isEmpty()) {
            body.put("message", dialogue.undecided("the command"));
            Answers.json(context, 202, body);
        } else {
            body.set("decision", JsonCodec.toJson(decision.get()));
            Answers.json(context, 200, body);
        }
    }
}
