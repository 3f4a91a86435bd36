package dev.weir.cli;

import dev.weir.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;

/** A command that could not do what it was asked; the message is all that its user sees. */
final class CommandFailure extends RuntimeException {
    private final boolean passing;

    CommandFailure(String message) {
        this(message, false);
    }

    private CommandFailure(String message, boolean passing) {
        super(message, null, false, false);
        this.passing = passing;
    }

    /** A failure that may be over in a moment, as while a control plane is restarted. */
    static CommandFailure passing(String message) {
        return new CommandFailure(message, true);
    }

    /** Whether it may be over in a moment. */
    boolean isPassing() {
        return passing;
    }

    /** A file that cannot be read, with what a person calls the reason. */
    static CommandFailure unreadable(Path file, IOException reason) {
        return new CommandFailure(file + " cannot be read: " + ConfigException.reason(reason));
    }

    /** The topics are out of reach of a command that reads them. */
    static CommandFailure away(KafkaException reason) {
        return new CommandFailure("the topics cannot be read: " + reason.getMessage()
                + "; is a broker running at --bootstrap-servers, and do the topics exist (weir topics check)?");
    }
}
