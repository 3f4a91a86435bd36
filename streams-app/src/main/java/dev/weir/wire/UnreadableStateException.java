package dev.weir.wire;

/** The stored state of a model cannot be read; it is not to be guessed. */
public final class UnreadableStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnreadableStateException(String message, Throwable cause) {
        super(message, cause);
    }

    static UnreadableStateException ofAnotherVersion(String model) {
        return new UnreadableStateException(
                "the state of model '" + model + "' was stored by another version of Weir, which this one cannot read: "
                        + "go on with that version, or begin anew (docs/running.md, \"Stored state that cannot be read\")",
                null);
    }

    static UnreadableStateException broken(String model, Throwable cause) {
        return new UnreadableStateException(
                "the stored state of model '" + model + "' is broken: " + cause.getMessage()
                        + " (docs/running.md, \"Stored state that cannot be read\")",
                cause);
    }
}
