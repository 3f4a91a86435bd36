package dev.weir.router.cloudevents;

/** A delivery that cannot be used, in words for whoever sent it. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
