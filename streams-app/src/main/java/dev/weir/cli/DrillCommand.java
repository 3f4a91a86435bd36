package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir drill MODEL}: rehearses the way back, waits for the outcome and shows it. */
@Command(
        name = "drill",
        description = "Rehearse a rollback: prove that all sidecars would follow, and that the old variant answers.",
        footer = {
            "",
            "A table goes out that changes nothing for users; with --live all traffic really goes to the baseline and back.",
            "",
            "Examples:",
            "  weir drill digits --reason 'before the first canary'",
            "  weir drill digits --reason 'weekly' --live -o json"
        })
final class DrillCommand extends WeirCommand {
    /** Both ways of a live drill take half a minute at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final long LOOK_MS = 250;
    private static final List<Figures.Column> COLUMNS = List.of(
            new Figures.Column("sidecar", "/sidecar"),
            new Figures.Column("appliedMs", "/appliedMs"),
            new Figures.Column("heardMs", "/heardMs"),
            new Figures.Column("silent", "/silent"),
            new Figures.Column("variant", "/health/state"),
            new Figures.Column("answeredAgoMs", "/health/answeredAgoMs"));

    @Mixin
    private ServerOptions server;

    @Mixin
    private Figures figures;

    @Parameters(paramLabel = "MODEL", description = "Logical endpoint.")
    private String model;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; the decision log keeps it.")
    private String reason;

    @Option(names = "--live", description = "Really send all traffic to the baseline and back.")
    private boolean live;

    @Option(names = "--no-wait", description = "Return once it has begun; 'weir status' shows the outcome.")
    private boolean noWait;

    @Override
    int run() throws InterruptedException {
        ControlClient client = server.client();
        String path = "/v1/rollouts/" + ControlClient.part(model);
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("reason", reason).put("live", live);
        JsonNode answer = client.send("POST", path + "/drill", "application/json", body.toString())
                .body();
        if (noWait || answer.path("decision").isMissingNode()) {
            out().println(VerbCommand.decided(answer));
            return DONE;
        }
        String id = answer.path("decision").path("drill").path("drill").asText();
        Instant until = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(until)) {
            JsonNode drill = client.get(path).body().path("drill");
            if (!drill.path("drill").asText().equals(id)) {
                throw new CommandFailure("another drill of " + model + " has begun; see weir decisions " + model);
            }
            if (drill.hasNonNull("endedAt")) {
                return shown(drill);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        throw new CommandFailure("the drill " + id + " is not over after " + PATIENCE.toSeconds()
                + " s; is the streams application running?");
    }

    private int shown(JsonNode drill) {
        figures.print(out(), drill, drill.path("sidecars"), COLUMNS);
        String step = drill.path("step").asText();
        if (figures.format() == Figures.Format.TABLE) {
            drill.path("faults").forEach(fault -> out().println("fault: " + fault.asText()));
            drill.path("remarks").forEach(remark -> out().println("note: " + remark.asText()));
            out().println(model + ": drill " + step + ", the way back to "
                    + drill.path("variant").asText());
        }
        return step.equals("PASSED") ? DONE : FAILED;
    }
}
