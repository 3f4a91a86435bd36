package dev.weir.router.proxy.upstream;

import dev.weir.router.report.Call.Outcome;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/**
 * Why a variant gave no complete answer.
 *
 * @param outcome   ERROR or TIMEOUT
 * @param errorCode class of the failure, for the event
 * @param message   the failure for a person
 */
public record CallFailure(Outcome outcome, String errorCode, String message) {

    private static final String NOT_HTTP = "BadAnswer";

    /** No complete answer within the model's timeout. */
    public static final class TimeoutException extends RuntimeException {
        TimeoutException(long millis) {
            super("no complete answer within " + millis + " ms");
        }
    }

    /** The table names a variant that the sidecar's file does not. */
    public static final class NotConfiguredException extends RuntimeException {
        /** Makes one for a variant of a model. */
        public NotConfiguredException(String model, String variant) {
            super("variant " + variant + " has no address; add it to models." + model
                    + ".variants of the sidecar's file");
        }
    }

    /** The variant is down, and it is not time for a trial. */
    public static final class DownException extends RuntimeException {
        /** Makes one for a variant that admits no call now. */
        public DownException(VariantHealth health) {
            super(
                    health.isUnwell()
                            ? "it says that it is not well"
                            : "its last calls had no answer; the next trial is in "
                                    + health.untilTrial().toMillis() + " ms");
        }
    }

    /** Returns what an exception says of the variant. */
    public static CallFailure of(Throwable failure) {
        return new CallFailure(
                failure instanceof TimeoutException ? Outcome.TIMEOUT : Outcome.ERROR,
                code(failure),
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
    }

    /** Returns whether the exception speaks against the variant's health: it was asked, and did not answer. */
    static boolean isUnanswered(Throwable failure) {
        return !(failure instanceof ConnectionPoolTooBusyException);
    }

    private static String code(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "Timeout";
        }
        if (failure instanceof NotConfiguredException) {
            return "NotConfigured";
        }
        if (failure instanceof DownException) {
            return "Down";
        }
        if (failure instanceof ConnectionPoolTooBusyException) {
            return "TooManyWaiting";
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
        if (failure instanceof SSLException) {
            return "Tls";
        }
        // Of HTTP/2 a head without a status is met by Vert.x with a null.
        if (failure instanceof DecoderException
                || failure instanceof Http2Exception
                || failure instanceof IllegalArgumentException
                || failure instanceof NullPointerException) {
            return NOT_HTTP;
        }
        if (failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof PrematureChannelClosureException
                || failure instanceof IOException) {
            return "ConnectionReset";
        }
        return failure.getClass().getSimpleName();
    }
}
