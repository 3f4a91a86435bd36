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

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                LOG.warn("a part did not close in order; going on with the others", e);
            }
        }
    }
}
