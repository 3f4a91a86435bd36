package dev.weir.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.regex.Pattern;
import org.rocksdb.NativeLibraryLoader;

/** The directory of the topology's stores, looked at before anything is started: Kafka Streams says it in a stack trace. */
final class StateDirectory {
    private static final String INSTANCE = "instance-id";

    /** What Kafka takes for a name in a group. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");

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

    /**
     * Returns the name under which whoever has the directory takes part in the group. An instance that was killed and starts
     * again with the same directory has the same name, so that the broker gives it its partitions back at once, and does not
     * wait until the one before is given up.
     *
     * @throws UncheckedIOException if it can be neither read nor kept
     */
    static String instance(Path directory) {
        Path file = directory.resolve(INSTANCE);
        try {
            String kept = Files.readString(file).strip();
            if (NAME.matcher(kept).matches()) {
                return kept;
            }
        } catch (NoSuchFileException first) {
            // Named below.
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        String name = UUID.randomUUID().toString();
        try {
            Path whole = Files.writeString(directory.resolve(INSTANCE + ".new"), name + System.lineSeparator());
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
        return name;
    }

    /**
     * Loads RocksDB from a file of the directory, which the next start replaces. By itself it makes one of 15 MB among the
     * temporary files each time, and a process that is killed leaves it there.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    static void loadRocksDb(Path directory) {
        try {
            NativeLibraryLoader.getInstance()
                    .loadLibrary(directory.toAbsolutePath().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("RocksDB's library cannot be kept in " + directory, e);
        }
    }

    private static IllegalStateException unusable(Path place, String why) {
        return new IllegalStateException("streams.stateDir " + place + " " + why
                + "; name another in the settings or in WEIR_STREAMS_STATE_DIR, or change its owner");
    }
}
