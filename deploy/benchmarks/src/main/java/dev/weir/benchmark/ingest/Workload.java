package dev.weir.benchmark.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * What is read, and by how many.
 *
 * @param models    models under traffic, each with a rollout
 * @param pairs     whether the models are in a shadow stage, so that every second event is of a copy
 * @param outcomes  whether the models have an experiment, so that an outcome comes for every fifth request
 * @param threads   threads of each instance
 * @param instances instances, each a process
 */
record Workload(int models, boolean pairs, boolean outcomes, int threads, int instances) {
    /** One request in so many has an outcome. */
    static final int OUTCOME_ONE_IN = 5;

    /** Returns the rows of the whole table. */
    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        for (int models : new int[] {1, 100, 10_000}) {
            all.add(new Workload(models, false, false, 1, 1));
        }
        all.add(new Workload(100, true, false, 1, 1));
        all.add(new Workload(100, false, true, 1, 1));
        for (int threads : new int[] {2, 4}) {
            all.add(new Workload(1, false, false, threads, 1));
        }
        all.add(new Workload(1, false, false, 1, 2));
        return all;
    }

    /** Returns of how many requests one is served by the candidate; an experiment splits evenly. */
    int candidateOneIn() {
        return outcomes ? 2 : 10;
    }

    /** Returns how many records are read in all when there are so many events. */
    long records(long events) {
        return events + (outcomes ? events / OUTCOME_ONE_IN : 0);
    }

    @Override
    public String toString() {
        return models
                + (models == 1 ? " model" : " models")
                + (pairs ? ", pairs" : "")
                + (outcomes ? ", outcomes" : "")
                + ", "
                + threads
                + (threads == 1 ? " thread" : " threads")
                + (instances == 1 ? "" : ", " + instances + " instances");
    }
}
