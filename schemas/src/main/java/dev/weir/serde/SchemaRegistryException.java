package dev.weir.serde;

import java.util.OptionalInt;
import org.apache.kafka.common.KafkaException;

/**
 * The schema registry could not be asked, or said no; the message names the subject or id, the address and the answer.
 *
 * <p>This is never the fault of one record: a record whose schema id the registry does not know is a
 * {@link org.apache.kafka.common.errors.SerializationException} with this one as its cause. So a caller sends the
 * latter to the dead letters, and on the former waits ({@link #isRetriable()}) or stops.
 */
public final class SchemaRegistryException extends KafkaException {

    private static final int NO_STATUS = -1;

    private final boolean retriable;
    private final int status;
    private final int errorCode;

    private SchemaRegistryException(String message, boolean retriable, int status, int errorCode, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
        this.status = status;
        this.errorCode = errorCode;
    }

    static SchemaRegistryException unreachable(String message, Throwable cause) {
        return new SchemaRegistryException(message, true, NO_STATUS, NO_STATUS, cause);
    }

    static SchemaRegistryException answered(String message, boolean retriable, int status, int errorCode) {
        return new SchemaRegistryException(message, retriable, status, errorCode, null);
    }

    static SchemaRegistryException unreadable(String message, int status, Throwable cause) {
        return new SchemaRegistryException(message, false, status, NO_STATUS, cause);
    }

    /** Returns whether the same question may be answered later: no connection, time-out, HTTP 408, 429 or 5xx. */
    public boolean isRetriable() {
        return retriable;
    }

    /** Returns the HTTP status of the last answer; empty if there was none. */
    public OptionalInt status() {
        return status == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** Returns the registry's own error code, e.g. 40403 for an unknown schema id; empty if it gave none. */
    public OptionalInt errorCode() {
        return errorCode == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(errorCode);
    }

    boolean saysUnknownId() {
        return errorCode == 40403;
    }
}
