package dev.weir.router.proxy.upstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * How the last calls of one variant went, seen from all event loops. Thread-safe, never blocks.
 *
 * <p>By its calls, up: to down, when so many calls in a row had no answer. down: to trial, with the first call after the
 * back-off, which is let through. trial: to up, when a call is answered; to down, with twice the back-off, when one is not;
 * another trial is let through where this one has not ended after the back-off. Beside that it is down while it says so
 * itself, when asked by a {@link HealthProbe}; then no call is let through, and no trial either.
 */
public final class VariantHealth {

    private static final State UP = new State(0, 0, 0, false);

    /**
     * A state.
     *
     * @param failures     calls in a row without an answer
     * @param backOffNanos time between trials; 0 while it is up
     * @param untilNanos   instant of the next trial
     * @param trial        whether a trial is on its way
     */
    private record State(int failures, long backOffNanos, long untilNanos, boolean trial) {

        boolean isDown() {
            return backOffNanos > 0;
        }
    }

    private final HealthRules rules;
    private final LongSupplier nanoTime;
    private final AtomicReference<State> state = new AtomicReference<>(UP);
    private volatile boolean unwell;
    private volatile boolean heard;
    private boolean everHeard;
    private long heardNanos;

    /**
     * Makes the memory of a variant that is up.
     *
     * @param rules    when it is down
     * @param nanoTime clock that never goes back, in nanoseconds
     */
    public VariantHealth(HealthRules rules, LongSupplier nanoTime) {
        this.rules = rules;
        this.nanoTime = nanoTime;
    }

    /** Returns whether a call may be made now: always while it is up, and of those that ask in vain one after each back-off. */
    public boolean admits() {
        if (unwell) {
            return false;
        }
        State now = state.get();
        if (!now.isDown()) {
            return true;
        }
        long nanos = nanoTime.getAsLong();
        return nanos - now.untilNanos >= 0
                && state.compareAndSet(now, new State(now.failures, now.backOffNanos, nanos + now.backOffNanos, true));
    }

    /** Returns whether it is down. */
    public boolean isDown() {
        return unwell || state.get().isDown();
    }

    /** Returns whether it says of itself that it is not well. */
    boolean isUnwell() {
        return unwell;
    }

    /**
     * Returns the time since it last answered a call or a health check, to within the time since the call before this one;
     * null if it never has. The calls of users read no clock for it.
     */
    public synchronized Long answeredAgoMillis() {
        long now = nanoTime.getAsLong();
        if (heard) {
            heard = false;
            everHeard = true;
            heardNanos = now;
        }
        return everHeard ? (Long) Duration.ofNanos(now - heardNanos).toMillis() : null;
    }

    /** Returns the time until the next trial; zero while its calls are answered. */
    Duration untilTrial() {
        State now = state.get();
        return now.isDown() ? Duration.ofNanos(Math.max(0, now.untilNanos - nanoTime.getAsLong())) : Duration.ZERO;
    }

    /** Notes that a call was answered. */
    void answered() {
        if (!heard) {
            heard = true;
        }
        if (state.get() != UP) {
            state.set(UP);
        }
    }

    /** Notes that a call was not. */
    void unanswered() {
        state.updateAndGet(this::afterFailure);
    }

    /** Notes what it says of itself. */
    void says(boolean well) {
        unwell = !well;
        if (well) {
            heard = true;
        }
    }

    private State afterFailure(State now) {
        if (!now.isDown()) {
            return now.failures + 1 < rules.failures()
                    ? new State(now.failures + 1, 0, 0, false)
                    : down(now.failures + 1, rules.backOff().toNanos());
        }
        // While no trial is on its way, it is a call that began before: nothing new is learnt from it.
        return now.trial ? down(now.failures + 1, Math.min(rules.maxBackOff().toNanos(), now.backOffNanos * 2)) : now;
    }

    private State down(int failures, long backOffNanos) {
        return new State(failures, backOffNanos, nanoTime.getAsLong() + backOffNanos, false);
    }
}
