package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        Optional<LiveStatus> live = watch && figures.format() == Figures.Format.TABLE
                ? Terminal.attached().map(terminal -> new LiveStatus(out(), terminal, Paint.ofEnvironment()))
                : Optional.empty();
        List<Object> shown = null;
        boolean away = false;
        while (true) {
            try {
                JsonNode answer = answer(client);
                away = false;
                List<JsonNode> rollouts = rollouts(answer);
                List<Object> state = rollouts.stream().map(StatusCommand::news).toList();
                live.ifPresent(page -> page.draw(rollouts, at(answer)));
                if (live.isEmpty() && !state.equals(shown)) {
                    print(answer, rollouts);
                }
                shown = state;
                if (!watch || isOver(rollouts) || isUnheard()) {
                    return exitCode ? code(rollouts) : DONE;
                }
            } catch (CommandFailure failure) {
                // Who watches wants to go on when a control plane is restarted; who never saw one has a wrong address.
                if (shown == null || !failure.isPassing()) {
                    throw failure;
                }
                live.ifPresent(page -> page.stale(failure.getMessage()));
                if (live.isEmpty() && !away) {
                    err().println(failure.getMessage() + "; trying again");
                    err().flush();
                }
                away = true;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private JsonNode answer(ControlClient client) throws InterruptedException {
        return model == null
                ? client.all("/v1/rollouts", "rollouts")
                : client.get("/v1/rollouts/" + ControlClient.part(model)).body();
    }

    /** What is shown of an answer: rollouts, and models that are only watched. */
    private List<JsonNode> rollouts(JsonNode answer) {
        List<JsonNode> rollouts = new ArrayList<>();
        if (model == null) {
            answer.path("rollouts").forEach(rollouts::add);
            answer.path("watches").forEach(rollouts::add);
        } else {
            rollouts.add(answer);
        }
        return rollouts;
    }

    private static boolean isOver(List<JsonNode> shown) {
        List<JsonNode> rollouts =
                shown.stream().filter(each -> !each.has("watch")).toList();
        return shown.isEmpty() || !rollouts.isEmpty() && rollouts.stream().allMatch(StatusCommand::isOver);
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
                rollout.at("/verdict/verdictId"),
                rollout.at("/accuracy/verdictId"),
                rollout.at("/drift/verdictId"));
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
