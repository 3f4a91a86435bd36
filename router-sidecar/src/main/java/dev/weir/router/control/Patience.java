package dev.weir.router.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between attempts, for as long as nobody says that it is over. */
final class Patience {

    private static final Duration RETRY_AFTER = Duration.ofMillis(500);

    private final CountDownLatch over = new CountDownLatch(1);

    /** Returns whether to go on. */
    boolean lasts() {
        return over.getCount() > 0;
    }

    /** Ends it, and a wait under way. */
    void end() {
        over.countDown();
    }

    /** Returns half a second later, or at once when it is over. An interrupt ends it too. */
    void pause() {
        try {
            if (over.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }
}
