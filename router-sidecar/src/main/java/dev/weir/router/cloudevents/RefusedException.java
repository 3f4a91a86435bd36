package dev.weir.router.cloudevents;

/** A delivery that cannot be used, in words for whoever sent it. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(String message) {
        this(400, message);
    }

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status that says so. */
    int status() {
        return status;
    }
}
