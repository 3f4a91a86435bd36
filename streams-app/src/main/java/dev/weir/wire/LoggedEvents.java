package dev.weir.wire;

import dev.weir.replay.Logged;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** An event file as a log to replay: a line that is no event is an entry too, which says what is wrong. Not thread-safe. */
public final class LoggedEvents implements Supplier<Optional<Logged>>, AutoCloseable {
    private final EventFile file;

    private LoggedEvents(EventFile file) {
        this.file = file;
    }

    /** Opens a file of JSON Lines, plain or as {@code .gz}. */
    public static LoggedEvents open(Path file) throws IOException {
        return new LoggedEvents(EventFile.open(file));
    }

    /**
     * The next entry; empty at the end.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    @Override
    public Optional<Logged> get() {
        try {
            return file.next().map(LoggedEvents::logged);
        } catch (IllegalArgumentException noEvent) {
            return Optional.of(new Logged.Unusable(noEvent.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Logged logged(SpecificRecord event) {
        return event instanceof InferenceEvent inference
                ? EventCodec.logged(inference)
                : new Logged.Outcome(EventCodec.outcome((OutcomeEvent) event));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
