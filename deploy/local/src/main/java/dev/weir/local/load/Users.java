package dev.weir.local.load;

import java.util.List;
import java.util.Random;

/**
 * The people who send requests: 20,000 of them, each always of the same type, each as likely as the others to be next.
 * So many, because a unit is evidence once in ten minutes where a plan does not say otherwise.
 */
final class Users {

    private static final int COUNT = 20_000;

    /** A type of user stands here as often as it occurs among ten. */
    private static final List<String> TYPE_OF_TEN =
            List.of("free", "free", "free", "free", "free", "free", "trial", "trial", "trial", "premium");

    private final Random random;

    Users(Random random) {
        this.random = random;
    }

    User next() {
        int number = random.nextInt(COUNT);
        return new User("user-" + number, TYPE_OF_TEN.get(number % TYPE_OF_TEN.size()));
    }

    /**
     * @param id the unit traffic is split by
     * @param type {@code free}, {@code trial} or {@code premium}
     */
    record User(String id, String type) {}
}
