package dev.weir.router.ofrep;

import io.vertx.core.json.JsonObject;

/** A request that is not evaluated; the message says what to send instead. */
final class RefusedException extends Exception {

    private final int status;
    private final ErrorCode code;

    /**
     * Makes a refusal.
     *
     * @param status  HTTP status
     * @param code    word of the protocol
     * @param message what to send instead
     */
    RefusedException(int status, ErrorCode code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    /** Returns the body of the answer, without the key of a flag. */
    JsonObject document() {
        return new JsonObject().put("errorCode", code.name()).put("errorDetails", getMessage());
    }
}
