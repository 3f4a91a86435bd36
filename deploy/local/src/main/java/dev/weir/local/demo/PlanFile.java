package dev.weir.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.config.RolloutFile;
import dev.weir.local.digits.DigitVariants;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A rollout file as it is submitted, and the few things of it the demo shows.
 *
 * @param text the file, unchanged
 * @param name {@code metadata.name}
 * @param model {@code spec.model}
 * @param baseline {@code spec.baseline}
 * @param candidate {@code spec.candidate}
 * @param alphaRollback {@code spec.alpha.rollback}, 0.05 where it is not given
 * @param alphaAdvance {@code spec.alpha.advance}, 0.05 where it is not given
 */
record PlanFile(
        String text,
        String name,
        String model,
        String baseline,
        String candidate,
        double alphaRollback,
        double alphaAdvance) {

    private static final double DEFAULT_ALPHA = 0.05;
    private static final YAMLMapper YAML = new YAMLMapper();

    /** A file that comes with the program. */
    static PlanFile resource(String file) {
        try (InputStream bytes = PlanFile.class.getResourceAsStream(file)) {
            return parse(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " from the class path", e);
        }
    }

    /**
     * A file of the user's.
     *
     * @throws DemoFailure if it cannot be read, if the control plane would refuse it, or if the demo does not serve what
     *     it is about; the message says what to write instead
     */
    static PlanFile read(Path file) {
        try {
            String text = Files.readString(file);
            require(file, RolloutFile.read(text, Instant.now(), "demo").problems());
            PlanFile plan = parse(text);
            require(file, plan.notServed());
            return plan;
        } catch (NoSuchFileException e) {
            throw new DemoFailure("there is no file " + file, e);
        } catch (IOException e) {
            throw new DemoFailure("cannot read the rollout file " + file + ": " + e.getMessage(), e);
        }
    }

    private static void require(Path file, List<?> problems) {
        if (!problems.isEmpty()) {
            throw new DemoFailure(problems.stream()
                    .map(problem -> file + ": " + problem)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
    }

    /** What the demo has no server for: a rollout of that would wait for requests that never come. */
    private List<String> notServed() {
        List<String> problems = new ArrayList<>();
        if (!model.equals(DigitVariants.MODEL)) {
            problems.add("spec.model is " + model + "; the demo serves " + DigitVariants.MODEL);
        }
        if (!baseline.equals(DigitVariants.V1_0)) {
            problems.add("spec.baseline is " + baseline + "; in the demo " + DigitVariants.V1_0 + " is in charge");
        }
        if (!List.of(DigitVariants.V2_0, DigitVariants.V2_1).contains(candidate)) {
            problems.add("spec.candidate is " + candidate + "; the demo has " + DigitVariants.V2_0 + " and "
                    + DigitVariants.V2_1);
        }
        return problems;
    }

    private static PlanFile parse(String text) throws IOException {
        JsonNode root = YAML.readTree(text);
        JsonNode spec = root.path("spec");
        JsonNode alpha = spec.path("alpha");
        return new PlanFile(
                text,
                root.path("metadata").path("name").asText(),
                spec.path("model").asText(),
                spec.path("baseline").asText(),
                spec.path("candidate").asText(),
                alpha.path("rollback").asDouble(DEFAULT_ALPHA),
                alpha.path("advance").asDouble(DEFAULT_ALPHA));
    }
}
