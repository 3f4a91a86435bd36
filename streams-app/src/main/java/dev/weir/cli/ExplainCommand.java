package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir explain MODEL}: what blocks the next stage. */
@Command(
        name = "explain",
        description = {
            "Say what a rollout waits for: each thing between it and its next stage, what there is of it, what is asked, and"
                    + " the time that takes at the present rate; then what the stages after it are expected to take.",
            "Half of all stages take less than what is expected, one in ten more than 2.3 times that."
        },
        footer = {"", "Examples:", "  weir explain digits", "  weir explain digits -o json | jq -r '.blockers[].what'"})
final class ExplainCommand extends WeirCommand {
    private static final List<Figures.Column> BLOCKERS = Figures.Column.of("what", "have", "need", "expected", "why");
    private static final List<Figures.Column> THEN =
            Figures.Column.of("stage", "candidatePercent", "minDuration", "requestsNeeded", "timeNeeded");

    @Mixin
    private ServerOptions server;

    @Mixin
    private Figures figures;

    @Parameters(paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Override
    int run() throws InterruptedException {
        JsonNode status =
                server.client().get("/v1/rollouts/" + ControlClient.part(model)).body();
        ObjectNode answer = Explanation.of(status);
        if (figures.format() != Figures.Format.TABLE) {
            figures.print(out(), answer, answer.path("blockers"), BLOCKERS);
            return DONE;
        }
        out().println(headline(answer, status));
        StatusText.waiting(answer.path("waiting")).forEach(line -> out().println(line));
        if (!answer.path("blockers").isEmpty()) {
            figures.print(out(), answer, answer.path("blockers"), BLOCKERS);
        }
        if (!answer.path("then").isEmpty()) {
            out().println();
            out().println("after that, at the present rate");
            figures.print(out(), answer, answer.path("then"), THEN);
        }
        return DONE;
    }

    private static String headline(JsonNode answer, JsonNode status) {
        String name = answer.path("model").asText() + ", rollout "
                + answer.path("rollout").asText();
        if (answer.path("stage").isNull()) {
            return name + " has ended: " + answer.path("status").asText() + "; nothing is waited for. "
                    + Figures.plain(status.at("/decisions/0/reason").asText());
        }
        String next = answer.path("nextStage").isNull()
                ? "the promotion"
                : answer.path("nextStage").asText();
        if (answer.path("blockers").isEmpty()) {
            return name + " in " + answer.path("stage").asText() + ": nothing stands between it and " + next
                    + "; it goes on with the next verdict";
        }
        return name + " in " + answer.path("stage").asText() + " waits for "
                + answer.path("blockers").size()
                + (answer.path("blockers").size() == 1 ? " thing before " : " things before ") + next + ", "
                + (answer.path("expected").isNull()
                        ? "for how long cannot be told"
                        : "about " + answer.path("expected").asText());
    }
}
