package dev.weir.local.platform;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be closed in the reverse order whatever goes wrong on the way. */
final class Closing implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Remembers how to close what was started, and gives it back. */
    <T> T add(T started, Consumer<? super T> close) {
        steps.push(() -> close.accept(started));
        return started;
    }

    /**
     * Closes everything. A thread that was told to stop still does this to the end, since a part that is skipped here
     * outlives the run; it learns of the interrupt again when all is closed.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (Exception e) {
                // Exception, since Vert.x throws a checked InterruptedException where none is declared.
                interrupted |= e instanceof InterruptedException || Thread.interrupted();
                LOG.warn("a part did not close in order; going on with the others", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
