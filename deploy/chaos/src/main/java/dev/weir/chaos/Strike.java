package dev.weir.chaos;

import java.util.Random;

/** What is done to a running deployment. */
enum Strike {
    /** An instance is killed and started again. */
    INSTANCE(true),
    /** All instances are killed and started again. */
    INSTANCES(true),
    /** The broker is killed and started again on its data. */
    BROKER(true),
    /** The broker and an instance are killed at once. */
    BROKER_AND_INSTANCE(true),
    /** An instance leaves in order and joins again. */
    LEAVE(false);

    private static final int OF = 100;

    private final boolean kill;

    Strike(boolean kill) {
        this.kill = kill;
    }

    /** Whether it is a kill, and no ordinary end. */
    boolean isKill() {
        return kill;
    }

    /** One at random: half of them kill an instance. */
    static Strike any(Random random) {
        int drawn = random.nextInt(OF);
        if (drawn < 50) {
            return INSTANCE;
        }
        if (drawn < 60) {
            return INSTANCES;
        }
        if (drawn < 75) {
            return BROKER;
        }
        return drawn < 88 ? BROKER_AND_INSTANCE : LEAVE;
    }
}
