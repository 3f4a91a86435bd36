package dev.weir.router.proxy;

import dev.weir.router.report.Call.Outcome;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;

/**
 * Why a variant gave no complete answer.
 *
 * @param outcome   ERROR or TIMEOUT
 * @param errorCode class of the failure, for the event
 * @param message   the failure for a person
 */
record CallFailure(Outcome outcome, String errorCode, String message) {

    /** No complete answer within the model's timeout. */
    static final class TimeoutException extends RuntimeException {
        TimeoutException(long millis) {
            super("no complete answer within " + millis + " ms");
        }
    }

    /** The table names a variant that the sidecar's file does not. */
    static final class NotConfiguredException extends RuntimeException {
        NotConfiguredException(String model, String variant) {
            super("variant " + variant + " has no address; add it to models." + model
                    + ".variants of the sidecar's file");
        }
    }

    static CallFailure of(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new CallFailure(Outcome.TIMEOUT, "Timeout", failure.getMessage());
        }
        return new CallFailure(
                Outcome.ERROR,
                code(failure),
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
    }

    private static String code(Throwable failure) {
        if (failure instanceof NotConfiguredException) {
            return "NotConfigured";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "ConnectTimeout";
        }
        if (failure instanceof UnknownHostException) {
            return "UnknownHost";
        }
        if (failure instanceof ConnectException) {
            return "ConnectionRefused";
        }
        if (failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure.getClass() == IOException.class
                || failure instanceof java.net.SocketException) {
            return "ConnectionReset";
        }
        return failure.getClass().getSimpleName();
    }
}
