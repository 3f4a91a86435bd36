package dev.weir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.Durations;
import dev.weir.config.FileProblem;
import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir plan FILE}: checks a rollout file without a control plane and shows its timeline. */
@Command(
        name = "plan",
        description = "Check a rollout file and show its timeline; needs no control plane.",
        footer = {"", "Example: weir plan digits-v2.yaml"})
final class PlanCommand extends WeirCommand {
    private static final List<Figures.Column> COLUMNS =
            Figures.Column.of("stage", "candidatePercent", "minDuration", "maxDuration", "earliestStart");

    @Mixin
    private Figures figures;

    @Parameters(paramLabel = "FILE", description = "Rollout file, YAML or JSON.")
    private Path file;

    @Override
    int run() {
        RolloutFile read = RolloutFile.read(ApplyCommand.text(file), Instant.EPOCH, "");
        for (FileProblem warning : read.warnings()) {
            err().println(file + ": warning: " + warning);
        }
        if (read.plan().isEmpty()) {
            read.problems().forEach(problem -> err().println(file + ": " + problem));
            return FAILED;
        }
        ObjectNode timeline = timeline(read.plan().get());
        figures.print(out(), timeline, timeline.path("stages"), COLUMNS);
        if (figures.format() == Figures.Format.TABLE) {
            out().println("promoted after " + timeline.path("earliestEnd").asText() + " at the earliest");
        }
        return DONE;
    }

    /** Each stage with the earliest time it can start at, counted from the submission. */
    private static ObjectNode timeline(Plan plan) {
        ObjectNode timeline =
                JsonNodeFactory.instance.objectNode().put("model", plan.model()).put("rollout", plan.name());
        ArrayNode stages = timeline.putArray("stages");
        stages.addObject()
                .put("stage", RolloutState.BASELINE_STAGE)
                .put("candidatePercent", 0)
                .put("minDuration", Durations.format(plan.baselineMinDuration()))
                .putNull("maxDuration")
                .put("earliestStart", Durations.format(Duration.ZERO));
        Duration start = plan.baselineMinDuration();
        for (Stage stage : plan.stages()) {
            stages.addObject()
                    .put("stage", stage.name())
                    .put("candidatePercent", plan.candidateBps(stage) / 100.0)
                    .put("minDuration", Durations.format(stage.minDuration()))
                    .put("maxDuration", Durations.format(stage.maxDuration()))
                    .put("earliestStart", Durations.format(start));
            start = start.plus(stage.minDuration());
        }
        timeline.put("earliestEnd", Durations.format(start));
        return timeline;
    }
}
