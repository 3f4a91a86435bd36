package dev.weir.router.kafka;

import dev.weir.serde.SchemaRegistryException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Tells a failure of the way to a table, which passes, from a record that is no table, which stays. To skip a good table
 * because the schema registry was away for a moment could leave a candidate in traffic that was rolled back.
 */
public final class TransientFailure {

    private TransientFailure() {}

    /**
     * Returns whether trying again may succeed: it is a failure of the network, a wait that was too long, or a registry
     * that refuses whoever asks, which is never the record's fault.
     */
    public static boolean isTransient(Throwable failure) {
        if (failure instanceof SchemaRegistryException) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SchemaRegistryException registry) {
                return registry.isRetriable();
            }
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }
}
