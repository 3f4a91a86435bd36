package dev.weir.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.OperatorCommand;
import dev.weir.view.ControlSink;
import dev.weir.view.ControlView;
import dev.weir.wire.JsonCodec;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What people ask of a rollout or a model: passed on, and answered with the decision it led to. */
final class CommandRoutes {
    private static final List<CommandType> VERBS = List.of(
            CommandType.PAUSE,
            CommandType.RESUME,
            CommandType.ADVANCE,
            CommandType.ROLLBACK,
            CommandType.ABORT,
            CommandType.PROMOTE,
            CommandType.DRILL);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ControlView view;
    private final ControlSink sink;
    private final DecisionWatch watch;
    private final Clock clock;
    private final Dialogue dialogue;

    CommandRoutes(ControlView view, ControlSink sink, DecisionWatch watch, Clock clock, Dialogue dialogue) {
        this.view = view;
        this.sink = sink;
        this.watch = watch;
        this.clock = clock;
        this.dialogue = dialogue;
    }

    void addTo(Router router) {
        for (CommandType verb : VERBS) {
            router.post("/v1/rollouts/:model/" + verb.name().toLowerCase(Locale.ROOT))
                    .handler(context -> {
                        JsonNode body = body(context, Set.of("reason", "force"), "{\"reason\": \"why\"}");
                        send(context, verb, reason(body), bool(body, "force").orElse(false));
                    });
        }
        router.put("/v1/models/:model/kill-switch").handler(context -> {
            String example = "{\"on\": true, \"reason\": \"why\"}";
            JsonNode body = body(context, Set.of("on", "reason"), example);
            boolean on =
                    bool(body, "on").orElseThrow(() -> ProblemException.badRequest("on is missing; send " + example));
            send(context, on ? CommandType.KILL : CommandType.UNKILL, reason(body), false);
        });
    }

    private void send(RoutingContext context, CommandType type, String reason, boolean force) {
        String model = ModelPath.image(context, view).model();
        OperatorCommand command = OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setModel(model)
                .setTimestamp(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setCommand(type)
                .setIssuedBy(Person.of(context))
                .setReason(reason)
                .setForce(force)
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

    private static JsonNode body(RoutingContext context, Set<String> known, String example) {
        String text = context.body().asString();
        try {
            JsonNode body = JSON.readTree(text == null ? "" : text);
            if (body == null || !body.isObject()) {
                throw ProblemException.badRequest("the body must be a JSON object; send " + example);
            }
            body.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    throw ProblemException.badRequest(name + " is not known; send " + example);
                }
            });
            return body;
        } catch (JsonProcessingException notJson) {
            throw ProblemException.badRequest(
                    "the body is not JSON, line " + notJson.getLocation().getLineNr() + "; send " + example);
        }
    }

    private static String reason(JsonNode body) {
        JsonNode reason = body.get("reason");
        if (reason == null || !reason.isTextual() || reason.textValue().isBlank()) {
            throw ProblemException.badRequest("reason is missing; say why, the decision log keeps it");
        }
        return reason.textValue().strip();
    }

    private static Optional<Boolean> bool(JsonNode body, String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw ProblemException.badRequest(name + " is " + value + "; send true or false");
        }
        return Optional.of(value.booleanValue());
    }
}
