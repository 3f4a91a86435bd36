package dev.weir.window;

import dev.weir.event.Observation;

/** The parts of an event as a set of bits. */
final class Parts {
    static final int REQUEST = 1;
    static final int PREDICTION = 2;
    static final int CALL = 4;

    private Parts() {}

    /** The parts of an event; none for one that only says that a router assigned the request. */
    static int of(Observation event) {
        return (event.request() ? REQUEST : 0)
                | (event.prediction() ? PREDICTION : 0)
                | (event.call() != null ? CALL : 0);
    }
}
