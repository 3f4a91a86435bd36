package dev.weir.config;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.DriftTerms;
import dev.weir.rollout.Defaults;
import dev.weir.rollout.Watch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The file of a model that is watched without a rollout, as read: the watch, or everything that is wrong.
 *
 * @param watch    the watch; empty if there are problems
 * @param problems what cannot be accepted, in the order of the file
 */
public record WatchFile(Optional<Watch> watch, List<FileProblem> problems) {
    /** Value of {@code kind}. */
    public static final String KIND = "Watch";

    public WatchFile {
        problems = List.copyOf(problems);
    }

    /** Whether a text is the file of a watch; a file of any other kind, or of none, is left to {@link RolloutFile}. */
    public static boolean isWatch(String text) {
        FileNode.Entry kind =
                new FileTree(new ArrayList<>()).read(text).entries().get("kind");
        return kind != null
                && kind.value() instanceof FileNode.Scalar word
                && word.text().equals(KIND);
    }

    /**
     * Reads the file of a watch.
     *
     * @param text        YAML, or JSON if it starts with a brace
     * @param submittedAt instant of the submission; cut to milliseconds, as the topic keeps no more
     * @param submittedBy who submits it
     */
    public static WatchFile read(String text, Instant submittedAt, String submittedBy) {
        List<FileProblem> problems = new ArrayList<>();
        Section file = new Section("", new FileTree(problems).read(text), problems);
        file.text("apiVersion")
                .filter(version -> !version.equals(RolloutFile.API_VERSION))
                .ifPresent(version ->
                        file.problem("apiVersion", "is '" + version + "'; write " + RolloutFile.API_VERSION));
        file.text("kind");
        Section metadata = file.section("metadata");
        Section spec = file.section("spec");
        DriftTerms drift = DriftReader.of(spec);
        boolean isOfAccuracy = drift == null || spec.has("accuracy");
        AccuracyTerms accuracy = isOfAccuracy ? AccuracyReader.read(spec.section("accuracy")) : null;
        Watch watch = new Watch(
                required(metadata, "name", "sentiment-accuracy"),
                required(spec, "model", "sentiment"),
                required(spec, "variant", "v1.0"),
                spec.duration("timeout").orElse(Defaults.TIMEOUT),
                accuracy,
                drift,
                RetrainingReader.ofWatch(spec, submittedAt),
                submittedAt.truncatedTo(ChronoUnit.MILLIS),
                submittedBy);
        metadata.close();
        spec.close();
        file.close();
        problems.sort(Comparator.comparingInt(FileProblem::line));
        return new WatchFile(problems.isEmpty() ? Optional.of(watch) : Optional.empty(), problems);
    }

    private static String required(Section section, String key, String example) {
        Optional<String> name = section.name(key).filter(text -> !text.isBlank());
        if (name.isEmpty()) {
            section.problem(key, "is missing; write e.g. " + key + ": " + example);
        }
        return name.orElse("");
    }
}
