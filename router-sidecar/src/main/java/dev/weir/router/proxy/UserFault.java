package dev.weir.router.proxy;

/** Why a request could not be passed on to its end, through no fault of a variant. */
abstract sealed class UserFault extends RuntimeException {

    private final int status;

    private UserFault(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Returns the HTTP status that tells the user so. */
    int status() {
        return status;
    }

    /** The user has closed the connection, or the stream. */
    static final class Gone extends UserFault {
        Gone() {
            super(499, "the user has gone away");
        }
    }

    /** The body is not in the form that its head promised. */
    static final class Malformed extends UserFault {
        Malformed(Throwable cause) {
            super(400, "the request body is malformed: " + cause.getMessage());
        }
    }

    /** The body is larger than the router takes. */
    static final class TooLarge extends UserFault {
        TooLarge(long limit) {
            super(
                    413,
                    "the request body is larger than " + limit
                            + " bytes; send less, or raise sidecar.maxBodyBytes in the sidecar's file");
        }
    }

    /** The body did not come on in time. */
    static final class TooSlow extends UserFault {
        TooSlow(long millis) {
            super(408, "no more of the request body came within " + millis + " ms");
        }
    }
}
