package dev.weir.local.broker;

/** The embedded broker could not be started, restarted or reached; the message names the log to read. */
public final class BrokerFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerFailure(String message) {
        super(message);
    }

    BrokerFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
