package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.FileProblem;
import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir plan FILE}: checks a rollout file without a control plane and shows its timeline. */
@Command(
        name = "plan",
        description = {
            "Check a rollout file and show its timeline: when each stage can start, the requests it is expected to take"
                    + " to prove a candidate like the baseline, and what it takes to find one that is worse; needs no"
                    + " control plane.",
            "Half of all stages take less than requestsNeeded, one in ten more than 2.3 times that."
        },
        footer = {
            "",
            "Examples:",
            "  weir plan digits-v2.yaml",
            "  weir plan digits-v2.yaml --rate 250 --error-rate 0.001",
            "  weir plan digits-v2.yaml -o json"
        })
final class PlanCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS = Figures.Column.of(
            "stage",
            "candidatePercent",
            "minDuration",
            "maxDuration",
            "earliestStart",
            "requestsNeeded",
            "timeNeeded",
            "slowest");

    private static final List<Figures.Column> DETECTION = List.of(
            new Figures.Column("metric", "/metric"),
            new Figures.Column("limit", "/maxRatio"),
            new Figures.Column("to prove", "/requestsToProve"),
            new Figures.Column("to find 3x", "/requestsToDetect/0/requests"),
            new Figures.Column("to find 5x", "/requestsToDetect/1/requests"),
            new Figures.Column("to find 15x", "/requestsToDetect/2/requests"));

    @Mixin
    private Figures figures;

    @Mixin
    private TrafficOptions traffic;

    @Parameters(paramLabel = "FILE", description = "Rollout file, YAML or JSON.")
    private Path file;

    @Override
    int run() {
        RolloutFile read = RolloutFile.read(ApplyCommand.text(file), Instant.now(), "");
        for (FileProblem warning : read.warnings()) {
            err().println(file + ": warning: " + warning);
        }
        if (read.plan().isEmpty()) {
            read.problems().forEach(problem -> err().println(file + ": " + problem));
            return FAILED;
        }
        PlanTimeline timeline = new PlanTimeline(read.plan().get(), traffic.figures(), traffic.rate());
        ObjectNode answer = timeline.answer();
        figures.print(out(), answer, answer.path("stages"), COLUMNS);
        if (figures.format() == Figures.Format.TABLE) {
            explain(answer);
            drills(read.plan().get());
        }
        return DONE;
    }

    private static String texts(JsonNode texts) {
        return StreamSupport.stream(texts.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" or ", "", " that of the baseline"));
    }

    /** The last moment for it is the first stage that serves users. */
    private void drills(Plan plan) {
        if (!plan.conduct().drill().required()) {
            plan.stages().stream()
                    .filter(stage -> stage.weightBps() > 0)
                    .findFirst()
                    .ifPresent(stage -> out().println(stage.name()
                            + ": does not wait for a drill of the way back; write drill: required, or run weir drill "
                            + plan.model() + " before it"));
        }
    }

    private void explain(JsonNode answer) {
        out().println("reckoned with " + traffic.text() + " (--rate, --error-rate, --timeout-rate, --tail)");
        out().println("promoted after " + answer.path("earliestEnd").asText() + " at the earliest, "
                + (answer.path("expectedEnd").isNull()
                        ? "never as planned"
                        : "after about " + answer.path("expectedEnd").asText() + " at this rate"));
        for (JsonNode stage : answer.path("stages")) {
            if (stage.has("note")) {
                out().println(stage.path("stage").asText() + ": "
                        + stage.path("note").asText());
            }
            if (!stage.path("cannotDetect").isEmpty()) {
                out().println(stage.path("stage").asText()
                        + ": too short at this rate to find a candidate with "
                        + texts(stage.path("cannotDetect")));
            }
        }
        for (JsonNode stage : answer.path("stages")) {
            if (stage.has("guardrails")) {
                out().println();
                out().println("requests of both variants in "
                        + stage.path("stage").asText());
                figures.print(out(), stage, stage.path("guardrails"), DETECTION);
            }
        }
    }
}
