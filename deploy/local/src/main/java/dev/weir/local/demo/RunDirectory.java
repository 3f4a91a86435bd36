package dev.weir.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory for everything a run writes: in the system's place for temporary files, gone when the run is over. */
final class RunDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

    private final Path path;
    private boolean kept;

    private RunDirectory(Path path) {
        this.path = path;
    }

    static RunDirectory create() {
        try {
            return new RunDirectory(Files.createTempDirectory("weir-demo-"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create a temporary directory; set java.io.tmpdir to a place with space", e);
        }
    }

    Path path() {
        return path;
    }

    /** Leaves everything where it is, for whoever wants to look. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (kept) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("some files of the run are still there path={} reason={}", path, e.toString());
        }
    }
}
