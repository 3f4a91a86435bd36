package dev.weir.router.http;

/** A request that is not taken, in words for whoever sent it. */
final class MalformedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int status;

    MalformedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status that says so. */
    int status() {
        return status;
    }
}
