package dev.weir.cli;

import dev.weir.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;

/** A command that could not do what it was asked; the message is all that its user sees. */
final class CommandFailure extends RuntimeException {
    private final boolean passing;
    private final int exitCode;

    CommandFailure(String message) {
        this(message, false, WeirCommand.FAILED);
    }

    private CommandFailure(String message, boolean passing, int exitCode) {
        super(message, null, false, false);
        this.passing = passing;
        this.exitCode = exitCode;
    }

    /** A command that was used wrongly, in a way that its parser could not see; the message says what to write. */
    static CommandFailure misuse(String message) {
        return new CommandFailure(message, false, WeirCommand.MISUSED);
    }

    /** A failure that may be over in a moment, as while a control plane is restarted. */
    static CommandFailure passing(String message) {
        return new CommandFailure(message, true, WeirCommand.FAILED);
    }

    /** Whether it may be over in a moment. */
    boolean isPassing() {
        return passing;
    }

    /** What the program ends with. */
    int exitCode() {
        return exitCode;
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
