package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir apply -f FILE}. */
@Command(
        name = "apply",
        description = "Submit a rollout file to the control plane.",
        footer = {"", "Example: weir apply -f digits-v2.yaml"})
final class ApplyCommand extends WeirCommand {
    @Mixin
    private ServerOptions server;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "Rollout file, YAML or JSON.")
    private Path file;

    @Option(
            names = "--override-reason",
            paramLabel = "TEXT",
            description = "Why the plan leaves stages out that every rollout goes through; the decision log keeps it.")
    private String override;

    @Override
    int run() throws InterruptedException {
        String path = "/v1/rollouts" + (override == null ? "" : "?override=" + ControlClient.part(override));
        ControlClient.Answer answer = server.client().send("PUT", path, "application/yaml", text(file));
        JsonNode body = answer.body();
        if (body.has("watch")) {
            boolean accuracy = body.path("labelHorizon").isTextual();
            boolean drift = body.path("driftWindow").isTextual();
            out().println((accuracy ? "the accuracy " + (drift ? "and drift " : "") : "drift ")
                    + "of " + body.path("variant").asText() + ", in charge of "
                    + body.path("model").asText() + (accuracy && drift ? ", are" : ", is") + " watched");
            return DONE;
        }
        String rollout = "rollout " + body.path("rollout").asText() + " of "
                + body.path("model").asText();
        for (JsonNode warning : body.path("warnings")) {
            err().println("warning: " + ControlClient.located(warning));
        }
        switch (answer.status()) {
            case 200 -> out().println(rollout + " is the one submitted last; nothing changes" + again(body));
            case 202 -> out().println(rollout + ": " + body.path("message").asText());
            default -> out().println(rollout + " started");
        }
        return DONE;
    }

    /** A plan that has ended does not start again because it is applied once more: that would undo every rollback. */
    private static String again(JsonNode body) {
        return body.path("endedAt").isTextual() || body.path("endedAt").isNumber()
                ? "; it has ended as " + body.path("status").asText()
                        + ": give it another metadata.name to try once more"
                : "";
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw CommandFailure.unreadable(file, unreadable);
        }
    }
}
