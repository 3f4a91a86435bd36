package dev.weir.benchmark.operation;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Requests of every model through every one of some routers, each at an even pace, on a thread of its own. */
final class RouterLoad implements AutoCloseable {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CLOSE_MILLIS = 5_000;

    private final List<LoadedRouter> routers;
    private final List<TrialModel> models;
    private final double perSecond;
    private final Thread thread = new Thread(this::run, "router-load");
    private volatile boolean open = true;

    /**
     * Starts it.
     *
     * @param perSecond requests in a second of each model through each router
     */
    RouterLoad(List<LoadedRouter> routers, List<TrialModel> models, double perSecond) {
        this.routers = routers;
        this.models = models;
        this.perSecond = perSecond;
        thread.start();
    }

    private void run() {
        long started = System.nanoTime();
        long made = 0;
        while (open) {
            long due = (long) ((System.nanoTime() - started) / 1e9 * perSecond * routers.size());
            // The routers in turn, so that what comes in one tick is spread over them.
            for (; made < due; made++) {
                LoadedRouter router = routers.get((int) (made % routers.size()));
                models.forEach(router::request);
            }
            routers.forEach(LoadedRouter::answer);
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
