package dev.weir.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A rollout file as it is submitted, and the few things of it the demo shows. Whether it is acceptable is for the control
 * plane to say.
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

    /** A file of the user's. */
    static PlanFile read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the rollout file " + file + ": " + e.getMessage(), e);
        }
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
