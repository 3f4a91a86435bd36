package dev.weir.cli;

import dev.weir.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;

/** A command that could not do what it was asked; the message is all that its user sees. */
final class CommandFailure extends RuntimeException {
    CommandFailure(String message) {
        super(message, null, false, false);
    }

    /** A file that cannot be read, with what a person calls the reason. */
    static CommandFailure unreadable(Path file, IOException reason) {
        return new CommandFailure(file + " cannot be read: " + ConfigException.reason(reason));
    }
}
