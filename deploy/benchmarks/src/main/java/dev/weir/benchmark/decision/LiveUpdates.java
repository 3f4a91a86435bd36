package dev.weir.benchmark.decision;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Changes something a hundred times a second while a benchmark runs. */
final class LiveUpdates implements AutoCloseable {

    private static final long EVERY_MILLIS = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "live-updates");
        thread.setDaemon(true);
        return thread;
    });
    private long count;

    /**
     * Starts to change.
     *
     * @param update gets the number of the update, from 1
     */
    LiveUpdates(LongConsumer update) {
        timer.scheduleAtFixedRate(() -> update.accept(++count), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
