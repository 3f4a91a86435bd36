package dev.weir.view;

/**
 * How much is kept of each model besides what is in force: as much as a person looks at while models are few, and less of
 * each the more there are, so that all together take some hundred megabytes at most. The topics keep the rest.
 *
 * @param verdicts latest verdicts
 * @param points   points of the way the evidence took, at most
 * @param windows  latest windows of metrics
 */
record Retention(int verdicts, int points, int windows) {
    /** What is kept of a model that is one of a few hundred. */
    static final Retention LARGEST = new Retention(200, 240, 600);

    /** What is kept however many models there are. */
    static final Retention LEAST = new Retention(2, 16, 24);

    private static final Retention ALL_MODELS = new Retention(20_000, 120_000, 200_000);

    /** What to keep of each of so many models, 1 or more. */
    static Retention of(int models) {
        return new Retention(
                share(ALL_MODELS.verdicts, models, LEAST.verdicts, LARGEST.verdicts),
                share(ALL_MODELS.points, models, LEAST.points, LARGEST.points),
                share(ALL_MODELS.windows, models, LEAST.windows, LARGEST.windows));
    }

    private static int share(int all, int models, int least, int largest) {
        return Math.max(least, Math.min(largest, all / models));
    }
}
