package dev.weir.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of the topology's stores, looked at before anything is started: Kafka Streams says it in a stack trace. */
final class StateDirectory {
    private StateDirectory() {}

    /**
     * Makes the directory if it is not there.
     *
     * @throws IllegalStateException if it cannot be made or written to, with what to do about it
     */
    static void prepare(Path directory) {
        Path place = directory.toAbsolutePath();
        try {
            Files.createDirectories(place);
        } catch (FileAlreadyExistsException file) {
            throw unusable(place, "is not a directory");
        } catch (IOException refused) {
            throw unusable(place, "cannot be made (" + refused.getClass().getSimpleName() + ")");
        }
        if (!Files.isWritable(place) || !Files.isReadable(place)) {
            throw unusable(place, "cannot be read and written by " + System.getProperty("user.name"));
        }
    }

    private static IllegalStateException unusable(Path place, String why) {
        return new IllegalStateException("streams.stateDir " + place + " " + why
                + "; name another in the settings or in WEIR_STREAMS_STATE_DIR, or change its owner");
    }
}
