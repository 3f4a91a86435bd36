package dev.weir.local.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A catalogue kept in a file, so that the ids already written into topics mean the same after a restart.
 *
 * <p>Written whole beside the file and moved over it: a reader sees the old state or the new one, never half of one.
 */
final class CatalogueFile {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path file;

    CatalogueFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The catalogue of the file; an empty one if there is no file yet. */
    SchemaCatalogue load() {
        if (!Files.exists(file)) {
            return new SchemaCatalogue();
        }
        try {
            return new SchemaCatalogue(JSON.readValue(file.toFile(), CatalogueState.class));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the schemas in " + file + "; move the file away to start anew", e);
        }
    }

    synchronized void save(SchemaCatalogue catalogue) {
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            JSON.writeValue(next.toFile(), catalogue.state());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the schemas to " + file, e);
        }
    }
}
