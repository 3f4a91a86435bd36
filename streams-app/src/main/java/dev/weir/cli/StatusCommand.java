package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir status [MODEL]}: where a rollout stands, with its evidence. */
@Command(
        name = "status",
        description = "Show where a rollout stands, with its evidence.",
        footer = {
            "",
            "With --exit-code: 3 when a rollout is degraded or rolled back, 1 when it was aborted.",
            "Example: weir status digits --watch --exit-code"
        })
final class StatusCommand extends WeirCommand {
    /** Exit code of a rollout that is degraded or rolled back. */
    static final int BROKEN = 3;

    private static final Set<String> TERMINAL = Set.of("PROMOTED", "ROLLED_BACK", "ABORTED");

    @Mixin
    private ServerOptions server;

    @Mixin
    private Figures figures;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
    private String model;

    @Option(
            names = "--watch",
            description = "Go on until all rollouts shown have ended: in place on a terminal, else at every change.")
    private boolean watch;

    @Option(names = "--exit-code", description = "Exit with 3 when a rollout is degraded or rolled back.")
    private boolean exitCode;

    @Override
    int run() throws InterruptedException {
        ControlClient client = server.client();
        Optional<Terminal> terminal =
                watch && figures.format() == Figures.Format.TABLE ? Terminal.attached() : Optional.empty();
        Optional<Page> page = terminal.map(attached -> new Page(out(), attached));
        Optional<StatusTree> tree = terminal.map(attached -> new StatusTree(attached, Paint.ofEnvironment()));
        List<Object> shown = null;
        while (true) {
            JsonNode answer = model == null
                    ? client.all("/v1/rollouts", "rollouts")
                    : client.get("/v1/rollouts/" + ControlClient.part(model)).body();
            List<JsonNode> rollouts = new ArrayList<>();
            (model == null
                            ? answer.path("rollouts")
                            : JsonNodeFactory.instance.arrayNode().add(answer))
                    .forEach(rollouts::add);
            boolean last = !watch || rollouts.stream().allMatch(StatusCommand::isOver);
            List<Object> state = rollouts.stream().map(StatusCommand::news).toList();
            if (page.isPresent()) {
                page.get().draw(tree.orElseThrow().lines(rollouts, at(answer)));
            } else if (!Objects.equals(state, shown)) {
                print(answer, rollouts);
                shown = state;
            }
            if (last) {
                return exitCode ? code(rollouts) : DONE;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** The control plane's clock, which all other instants are of. */
    private static Instant at(JsonNode answer) {
        return answer.path("at").isTextual() ? Instant.parse(answer.path("at").asText()) : Instant.now();
    }

    /** What has to change for a rollout to be shown again. */
    private static Object news(JsonNode rollout) {
        return List.of(
                rollout.path("status"),
                rollout.path("stage"),
                rollout.path("revision"),
                rollout.at("/verdict/verdictId"));
    }

    private static boolean isOver(JsonNode rollout) {
        return TERMINAL.contains(rollout.path("status").asText());
    }

    /** The exit code that says how rollouts stand. */
    static int code(List<JsonNode> rollouts) {
        boolean broken = rollouts.stream()
                .anyMatch(rollout -> rollout.path("status").asText().equals("ROLLED_BACK")
                        || !isOver(rollout)
                                && rollout.at("/verdict/status").asText().equals("DEGRADED"));
        boolean aborted = rollouts.stream()
                .anyMatch(rollout -> rollout.path("status").asText().equals("ABORTED"));
        return broken ? BROKEN : aborted ? FAILED : DONE;
    }

    private void print(JsonNode answer, List<JsonNode> rollouts) {
        if (figures.format() == Figures.Format.TABLE) {
            StatusText.print(out(), rollouts);
        } else {
            figures.print(out(), answer, rollouts, StatusText.SUMMARY);
        }
        out().flush();
    }
}
