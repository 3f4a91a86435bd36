package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.FileProblem;
import dev.weir.config.PlannedComparator;
import dev.weir.config.RolloutFile;
import dev.weir.replay.Assignment;
import dev.weir.replay.LogCounts;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import dev.weir.rollout.Plan;
import dev.weir.wire.LoggedEvents;
import dev.weir.wire.ReplayFindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir replay}: what a plan would have concluded from logged events; needs neither Kafka nor a control plane. */
@Command(
        name = "replay",
        description = {
            "Follow a plan over logged events and show what would have been decided, and when; needs neither Kafka nor a"
                    + " control plane.",
            "The time of the events is the clock. Without --route the variants in the log are taken as they are."
        },
        footer = {
            "",
            "Exit codes: 0 replayed, 1 failed; with --exit-code 3 when a rollout ends degraded or rolled back.",
            "",
            "Examples:",
            "  weir replay --spec digits-v2.yaml --events monday.jsonl.gz tuesday.jsonl.gz",
            "  weir replay --spec digits-v2.yaml --events shadow.jsonl --route \\",
            "      --set baselineCollection.minDuration=2m --set 'stages.*.minDuration=1m'"
        })
final class ReplayCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS =
            Figures.Column.of("timestamp", "model", "action", "fromStage", "toStage", "reason");
    private static final int COMPLAINTS = 3;
    private static final long PROGRESS_EVERY = 100_000;

    @Mixin
    private Figures figures;

    @Option(
            names = "--spec",
            required = true,
            paramLabel = "FILE",
            description = "Rollout file; several of different models, each after a --spec.")
    private List<Path> specs;

    @Option(
            names = "--events",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Event files, JSON Lines, also .gz; several are read side by side, by their timestamps.")
    private List<Path> files;

    @Option(
            names = "--route",
            description = {
                "Assign requests by the plan's own weights: of each logged request the answer of the variant that the"
                        + " plan would have chosen is taken, and in a shadow stage the candidate's as the copy.",
                "For logs in which both variants answered every request, or in which they were drawn by other weights."
            })
    private boolean route;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Replace a value of the plan, e.g. baselineCollection.minDuration=2m,"
                    + " stages.canary-5.minDuration=1m or 'stages.*.minDuration=1m'.")
    private List<String> overrides = List.of();

    @Option(names = "--exit-code", description = "Exit with 3 when a rollout ends degraded or rolled back.")
    private boolean exitCode;

    @Override
    int run() {
        Optional<List<Plan>> plans = plans();
        if (plans.isEmpty()) {
            return FAILED;
        }
        ReplayFindings findings = new ReplayFindings();
        Replay replay = replay(plans.get(), findings);
        LogCounts counts = play(replay);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode rollouts = answer.putArray("rollouts");
        List<String> silent = new ArrayList<>();
        for (Plan plan : plans.get()) {
            findings.rollout(replay, plan.model()).ifPresentOrElse(rollouts::add, () -> silent.add(plan.model()));
        }
        answer.set("events", events(counts));
        print(answer);
        silent.forEach(model -> err().println("no event of model " + model + " is in the files"));
        return !silent.isEmpty() ? FAILED : exitCode ? StatusCommand.code(list(rollouts)) : DONE;
    }

    private Optional<List<Plan>> plans() {
        List<Plan> plans = new ArrayList<>();
        for (Path spec : specs) {
            RolloutFile read = RolloutFile.read(ApplyCommand.text(spec), overrides, Instant.now(), "replay");
            for (FileProblem warning : read.warnings()) {
                err().println(spec + ": warning: " + warning);
            }
            read.problems().forEach(problem -> err().println(spec + ": " + problem));
            read.plan().ifPresent(plans::add);
        }
        return plans.size() == specs.size() ? Optional.of(plans) : Optional.empty();
    }

    private Replay replay(List<Plan> plans, Replay.Listener listener) {
        try {
            return new Replay(plans, route ? Assignment.PLANNED : Assignment.LOGGED, PlannedComparator::of, listener);
        } catch (IllegalArgumentException sameModel) {
            throw new CommandFailure(sameModel.getMessage());
        }
    }

    private LogCounts play(Replay replay) {
        List<LoggedEvents> logs = new ArrayList<>();
        try {
            for (Path file : files) {
                logs.add(open(file));
            }
            List<Supplier<Optional<Logged>>> entries = new ArrayList<>();
            logs.forEach(log -> entries.add(watched(log, replay)));
            return replay.play(entries);
        } catch (UncheckedIOException unreadable) {
            throw new CommandFailure("an event file cannot be read to its end: "
                    + unreadable.getCause().getMessage());
        } finally {
            logs.forEach(ReplayCommand::close);
        }
    }

    private static LoggedEvents open(Path file) {
        try {
            return LoggedEvents.open(file);
        } catch (IOException unreadable) {
            throw CommandFailure.unreadable(file, unreadable);
        }
    }

    private static void close(LoggedEvents log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new CommandFailure("an event file cannot be closed: " + e.getMessage());
        }
    }

    /** The log, with a word about the first entries that are no events, and on terminals about how far it is. */
    private Supplier<Optional<Logged>> watched(LoggedEvents log, Replay replay) {
        boolean onTerminal = Terminal.attached().isPresent();
        return new Supplier<>() {
            private int complaints;

            @Override
            public Optional<Logged> get() {
                Optional<Logged> entry = log.get();
                if (entry.isPresent() && entry.get() instanceof Logged.Unusable unusable && complaints < COMPLAINTS) {
                    complaints++;
                    err().println(unusable.reason());
                }
                if (onTerminal && replay.read() % PROGRESS_EVERY == 0 && replay.read() > 0) {
                    err().printf("\r%,d events, %s ", replay.read(), Instant.ofEpochMilli(replay.nowMillis()));
                    err().flush();
                }
                return entry;
            }
        };
    }

    private static ObjectNode events(LogCounts counts) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("read", counts.read())
                .put("counted", counts.counted())
                .put("duplicate", counts.duplicate())
                .put("dead", counts.allDead());
        ObjectNode reasons = node.putObject("deadByReason");
        counts.dead().forEach(reasons::put);
        return node.put("otherModels", counts.otherModels())
                .put("notTaken", counts.notTaken())
                .put("outcomes", counts.outcomes())
                .put("lateRequests", counts.late())
                .put("requestsWithoutFigures", counts.unkept());
    }

    private static List<JsonNode> list(Iterable<JsonNode> nodes) {
        List<JsonNode> list = new ArrayList<>();
        nodes.forEach(list::add);
        return list;
    }

    private void print(ObjectNode answer) {
        if (Terminal.attached().isPresent()) {
            err().print("\r\u001b[K");
        }
        List<JsonNode> decisions = new ArrayList<>();
        answer.path("rollouts").forEach(rollout -> rollout.path("decisions").forEach(decisions::add));
        figures.print(out(), answer, decisions, COLUMNS);
        if (figures.format() == Figures.Format.TABLE) {
            out().println();
            List<JsonNode> ends = list(answer.path("rollouts").deepCopy());
            ends.forEach(end -> ((ObjectNode) end).remove("decisions"));
            StatusText.print(out(), ends);
            out().println();
            out().println(answer.path("events").properties().stream()
                    .filter(entry -> entry.getValue().isNumber())
                    .map(entry -> entry.getKey() + " " + entry.getValue().asText())
                    .collect(Collectors.joining(", ", "events: ", "")));
        }
    }
}
