package dev.weir.chaos;

import java.util.List;
import java.util.Random;

/** What is done to a running deployment. */
enum Strike {
    /** An instance is killed and started again before the group has missed it. */
    INSTANCE(true, 1, 47),
    /** An instance is killed and stays away until the others have its tasks: the session timeout at least. */
    TAKEOVER(true, 2, 6),
    /** All instances are killed and started again. */
    INSTANCES(true, 1, 10),
    /** The broker is killed and started again on its data. */
    BROKER(true, 1, 13),
    /** The broker and an instance are killed at once. */
    BROKER_AND_INSTANCE(true, 1, 12),
    /** An instance leaves in order, and joins again once the others have its tasks. */
    LEAVE(false, 2, 6),
    /** An instance leaves in order and joins again at once. */
    RESTART(false, 1, 6);

    /** A short run has those that differ most. */
    private static final List<Strike> FIRST =
            List.of(INSTANCE, LEAVE, BROKER_AND_INSTANCE, INSTANCES, TAKEOVER, BROKER, RESTART);

    private final boolean kill;
    private final int instances;
    private final int share;

    Strike(boolean kill, int instances, int share) {
        this.kill = kill;
        this.instances = instances;
        this.share = share;
    }

    /** Whether it is a kill, and no ordinary end. */
    boolean isKill() {
        return kill;
    }

    /**
     * The next one: first one of each, then at random.
     *
     * @param done      strikes before
     * @param instances how many instances there are: tasks of the only one nobody takes over
     */
    static Strike next(int done, int instances, Random random) {
        List<Strike> first =
                FIRST.stream().filter(each -> each.instances <= instances).toList();
        if (done < first.size()) {
            return first.get(done);
        }
        int drawn = random.nextInt(first.stream().mapToInt(each -> each.share).sum());
        for (Strike each : first) {
            drawn -= each.share;
            if (drawn < 0) {
                return each;
            }
        }
        throw new IllegalStateException("shares are used up");
    }
}
