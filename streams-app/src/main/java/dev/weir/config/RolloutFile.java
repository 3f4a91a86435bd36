package dev.weir.config;

import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A rollout file as read: a plan with every default filled in, or everything that is wrong with the file.
 *
 * @param plan     the plan; empty if there are problems
 * @param problems what cannot be accepted, in the order of the file
 * @param warnings what is accepted and should still be known, e.g. blocks that this version does not judge
 */
public record RolloutFile(Optional<Plan> plan, List<FileProblem> problems, List<FileProblem> warnings) {
    /** Value of {@code apiVersion}. */
    public static final String API_VERSION = "weir.dev/v1";

    /** Value of {@code kind}. */
    public static final String KIND = "Rollout";

    public RolloutFile {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a rollout file.
     *
     * @param text        YAML, or JSON if it starts with a brace
     * @param submittedAt instant of the submission; cut to milliseconds, as the topic keeps no more
     * @param submittedBy who submits it
     */
    public static RolloutFile read(String text, Instant submittedAt, String submittedBy) {
        return read(text, submittedAt, submittedBy, null);
    }

    /**
     * Reads a rollout file that somebody takes the responsibility for.
     *
     * @param skippedStages why stages are left out, where the file does not say; null if nobody says so
     */
    public static RolloutFile read(String text, Instant submittedAt, String submittedBy, String skippedStages) {
        return read(text, List.of(), submittedAt, submittedBy, skippedStages);
    }

    /**
     * Reads a rollout file of which some values are replaced.
     *
     * @param overrides each {@code PATH=VALUE}, the path below {@code spec}: keys joined by dots, a stage by its name, its
     *                  number or {@code *} for all
     */
    public static RolloutFile read(String text, List<String> overrides, Instant submittedAt, String submittedBy) {
        return read(text, overrides, submittedAt, submittedBy, null);
    }

    private static RolloutFile read(
            String text, List<String> overrides, Instant submittedAt, String submittedBy, String skippedStages) {
        List<FileProblem> problems = new ArrayList<>();
        List<FileProblem> warnings = new ArrayList<>();
        FileNode.Mapping file = new FileTree(problems).read(text);
        if (file.entries().isEmpty() && !problems.isEmpty()) {
            return new RolloutFile(Optional.empty(), problems, warnings);
        }
        FileNode.Mapping root = new FileOverrides(problems).apply(file, "spec", overrides);
        Plan plan = new PlanReader(root, problems, warnings, skippedStages)
                .read(submittedAt.truncatedTo(ChronoUnit.MILLIS), submittedBy);
        for (PlanRules.Problem broken : PlanRules.problems(plan)) {
            // What could not be read has been reported; a rule about the value put in its place would only confuse.
            if (problems.stream().noneMatch(known -> concerns(known.path(), broken.path()))) {
                problems.add(new FileProblem(broken.path(), root.lineOf(broken.path()), broken.message()));
            }
        }
        problems.sort(Comparator.comparingInt(FileProblem::line));
        return new RolloutFile(problems.isEmpty() ? Optional.of(plan) : Optional.empty(), problems, warnings);
    }

    private static boolean concerns(String reported, String path) {
        return path.equals(reported) || path.startsWith(reported + ".") || path.startsWith(reported + "[");
    }
}
