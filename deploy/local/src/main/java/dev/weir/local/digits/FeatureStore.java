package dev.weir.local.digits;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Where an inference service would fetch what it knows about the user before it classifies.
 *
 * <p>There is no such store in the demo: a look-up is a pause of {@value #LOOKUP_MS} ms that uses no processor, standing
 * for a call over the network. Classifying 64 cells takes microseconds, and latencies of microseconds on a laptop that
 * also runs a broker would be all noise; with the pause they are as those of a real service, and a model that asks
 * three times is three times as slow.
 */
final class FeatureStore {

    private static final long LOOKUP_MS = 6;

    private final Vertx vertx;

    FeatureStore(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Completes after that many look-ups, one after the other. */
    Future<Void> lookUp(int times) {
        Future<Void> done = pause();
        for (int time = 1; time < times; time++) {
            done = done.compose(previous -> pause());
        }
        return done;
    }

    private Future<Void> pause() {
        return vertx.timer(LOOKUP_MS, TimeUnit.MILLISECONDS).mapEmpty();
    }
}
