package dev.weir.cli;

/** A command that could not do what it was asked; the message is all that its user sees. */
final class CommandFailure extends RuntimeException {
    CommandFailure(String message) {
        super(message, null, false, false);
    }
}
