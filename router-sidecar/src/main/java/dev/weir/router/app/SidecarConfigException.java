package dev.weir.router.app;

/** The configuration cannot be used; the message says where it is wrong and what to write instead. */
public final class SidecarConfigException extends RuntimeException {

    SidecarConfigException(String message) {
        super(message);
    }

    SidecarConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
