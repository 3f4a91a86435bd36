package dev.weir.router.proxy.protocol;

import dev.weir.router.report.Call.Outcome;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * How a gRPC call ended. Which status is whose fault follows the HTTP status that each stands for
 * (googleapis/google/rpc/code.proto): of those below 500 the caller's, of the others the server's.
 */
public enum GrpcStatus {
    OK(Outcome.OK),
    CANCELLED(Outcome.OK),
    UNKNOWN(Outcome.ERROR),
    INVALID_ARGUMENT(Outcome.OK),
    DEADLINE_EXCEEDED(Outcome.TIMEOUT),
    NOT_FOUND(Outcome.OK),
    ALREADY_EXISTS(Outcome.OK),
    PERMISSION_DENIED(Outcome.OK),
    RESOURCE_EXHAUSTED(Outcome.OK),
    FAILED_PRECONDITION(Outcome.OK),
    ABORTED(Outcome.OK),
    OUT_OF_RANGE(Outcome.OK),
    UNIMPLEMENTED(Outcome.ERROR),
    INTERNAL(Outcome.ERROR),
    UNAVAILABLE(Outcome.ERROR),
    DATA_LOSS(Outcome.ERROR),
    UNAUTHENTICATED(Outcome.OK);

    /** Trailer, or header of an answer without a body, that holds the code. */
    public static final CharSequence HEADER = HttpHeaders.createOptimized("grpc-status");
    /** Trailer that holds a message for a person. */
    public static final CharSequence MESSAGE = HttpHeaders.createOptimized("grpc-message");

    private static final GrpcStatus[] BY_CODE = values();

    private final Outcome outcome;

    GrpcStatus(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Returns what the code in a trailer says; UNKNOWN where there is none, or it is no code. */
    public static GrpcStatus parse(String code) {
        if (code != null && code.length() <= 2 && code.chars().allMatch(c -> c >= '0' && c <= '9') && !code.isEmpty()) {
            int number = Integer.parseInt(code);
            return number < BY_CODE.length ? BY_CODE[number] : UNKNOWN;
        }
        return UNKNOWN;
    }

    /** Returns the status that tells a caller of a variant's failure. */
    public static GrpcStatus of(Outcome failure) {
        return failure == Outcome.TIMEOUT ? DEADLINE_EXCEEDED : UNAVAILABLE;
    }

    /** Returns the status that tells a caller what an HTTP status would (gRPC, HTTP to gRPC status code mapping, extended). */
    public static GrpcStatus ofHttp(int status) {
        return switch (status) {
            case 400, 405 -> INVALID_ARGUMENT;
            case 404 -> NOT_FOUND;
            case 408, 499 -> CANCELLED;
            case 413 -> RESOURCE_EXHAUSTED;
            case 502, 503 -> UNAVAILABLE;
            case 504 -> DEADLINE_EXCEEDED;
            default -> INTERNAL;
        };
    }

    /** Returns how a call with this status went. */
    public Outcome outcome() {
        return outcome;
    }

    /** Returns the code as trailers have it. */
    public String code() {
        return Integer.toString(ordinal());
    }

    /** Returns a message as trailers have it: percent-encoded UTF-8 (gRPC over HTTP2, Status-Message). */
    public static String escaped(String message) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(String.format("%02X", b & 0xFF));
            }
        }
        return escaped.toString();
    }
}
