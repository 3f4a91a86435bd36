package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir pause|resume|advance|rollback|abort|promote MODEL --reason TEXT}: the verb is the command's name. */
@Command
final class VerbCommand extends WeirCommand {
    private static final Map<String, String> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put("pause", "Hold a rollout where it is; rollbacks still happen.");
        VERBS.put("resume", "Go on with a paused rollout.");
        VERBS.put("advance", "End the stage a rollout is in, proved or not; on record as an override if it is not.");
        VERBS.put("approve", "End the stage a rollout is in if it is proved; the word a plan may ask for.");
        VERBS.put("rollback", "Send all traffic back to the baseline; ends the rollout.");
        VERBS.put("abort", "Give a rollout up; all traffic goes to the baseline.");
        VERBS.put("promote", "Put the candidate in charge, from the last stage.");
    }

    @Mixin
    private ServerOptions server;

    @Parameters(paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; the decision log keeps it.")
    private String reason;

    @Option(names = "--force", description = "advance, promote: go on although a guardrail fails.")
    private boolean force;

    /** One command a verb. */
    static List<CommandLine> all() {
        return VERBS.entrySet().stream()
                .map(verb -> {
                    CommandSpec spec =
                            CommandSpec.forAnnotatedObject(new VerbCommand()).name(verb.getKey());
                    spec.usageMessage()
                            .description(verb.getValue())
                            .footer("", "Example: weir " + verb.getKey() + " digits --reason 'as agreed with Ada'");
                    return new CommandLine(spec);
                })
                .toList();
    }

    @Override
    int run() throws InterruptedException {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("reason", reason).put("force", force);
        ControlClient.Answer answer = server.client()
                .send(
                        "POST",
                        "/v1/rollouts/" + ControlClient.part(model) + "/" + name(),
                        "application/json",
                        body.toString());
        out().println(decided(answer.body()));
        return DONE;
    }

    /** What became of a command, as one line. */
    static String decided(JsonNode answer) {
        JsonNode decision = answer.path("decision");
        if (decision.isMissingNode()) {
            return answer.path("message").asText();
        }
        String stage = decision.path("toStage").asText("");
        return decision.path("model").asText() + ": " + decision.path("action").asText()
                + (decision.path("toStage").isNull() ? "" : " at " + stage)
                + (decision.path("revision").isNull()
                        ? ""
                        : ", routing revision " + decision.path("revision").asLong())
                + " (" + decision.path("decisionId").asText() + ")";
    }
}
