package dev.weir.simulation;

import java.util.SplittableRandom;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * How often an experiment is repeated, and from which seed. Each replication draws from a generator of its own, split
 * off one that is seeded by the seed and the experiment's name: the same figures in every run, on any number of
 * processors.
 *
 * @param count    number of replications, at least 1
 * @param seed     any number
 * @param progress told after each replication, from any thread
 */
public record Replications(int count, long seed, ObjLongConsumer<String> progress) {
    public Replications {
        if (count < 1) {
            throw new IllegalArgumentException("count must be 1 or more, not " + count);
        }
    }

    /** Replications that tell nobody. */
    public static Replications quiet(int count, long seed) {
        return new Replications(count, seed, (name, done) -> {});
    }

    /** Returns for each replication whether something happened. */
    public boolean[] events(String name, Predicate<SplittableRandom> experiment) {
        long[] values = values(name, random -> experiment.test(random) ? 1 : 0);
        boolean[] events = new boolean[values.length];
        for (int i = 0; i < events.length; i++) {
            events[i] = values[i] != 0;
        }
        return events;
    }

    /** Returns one value a replication. */
    public long[] values(String name, ToLongFunction<SplittableRandom> experiment) {
        SplittableRandom root = new SplittableRandom((seed << Integer.SIZE) ^ name.hashCode());
        SplittableRandom[] generators = new SplittableRandom[count];
        for (int i = 0; i < count; i++) {
            generators[i] = root.split();
        }
        return IntStream.range(0, count)
                .parallel()
                .mapToLong(i -> {
                    long value = experiment.applyAsLong(generators[i]);
                    progress.accept(name, 1);
                    return value;
                })
                .toArray();
    }
}
