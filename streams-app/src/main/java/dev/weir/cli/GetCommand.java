package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir get [MODEL]}: one line a rollout. */
@Command(
        name = "get",
        description = "List rollouts, one line each.",
        footer = {"", "Example: weir get -o csv"})
final class GetCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS = List.of(
            new Figures.Column("model", "/model"),
            new Figures.Column("rollout", "/rollout"),
            new Figures.Column("status", "/status"),
            new Figures.Column("stage", "/stage"),
            new Figures.Column("baseline", "/baseline"),
            new Figures.Column("candidate", "/candidate"),
            new Figures.Column("verdict", "/verdict/status"),
            new Figures.Column("killSwitch", "/killSwitch"));

    @Mixin
    private ServerOptions server;

    @Mixin
    private Figures figures;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
    private String model;

    @Override
    int run() throws InterruptedException {
        if (model == null) {
            JsonNode answer = server.client().all("/v1/rollouts", "rollouts");
            figures.print(out(), answer, answer.path("rollouts"), COLUMNS);
        } else {
            JsonNode answer = server.client()
                    .get("/v1/rollouts/" + ControlClient.part(model))
                    .body();
            figures.print(out(), answer, List.of(answer), COLUMNS);
        }
        return DONE;
    }
}
